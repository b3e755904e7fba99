/* Memory by what it is for. Half dead is dead for who fetches: the copier is somewhere in it. The copy goes down, and a
 * life's arena (tables, stacks, line) lies above its text (docs/design.md, Lives). */
#define NOWHERE 0
#define A_TABLES 1  /* page tables, IDT, GDT, TSS, stacks, lines: one arena */
#define A_TEXT 2
#define SAFE 3      /* code, IDT, bays, page tables */
#define IVT 4       /* the page at 0: trampoline::prepare() writes vectors 2 and 18 */
#define TRAMPOLINE 5
#define B_ALL 6
#define UNPAGED 7   /* no page tables are walked */
bool alive[8];
