"""What happened when on which CPU: read from the log of any run, and drawn or exported.

Here belongs the model, its reader, and each form that it is written in.
"""
