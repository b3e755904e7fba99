"""Results of other machines: from a photograph, a text or a log to one small file a machine, and from those to a page.

Here belongs what reads, checks and shows a result.  docs/result.md is the contract.
"""
