# %%
from rich import print as rprint
rprint("[bold]hi[/bold]", {"a": 1})
# %%
from rich.console import Console
console = Console()
console.is_jupyter, console.is_terminal, console.width
# %%
console.print("[red]red[/red]")
# %%
from rich.table import Table
table = Table("a", "b")
table.add_row("1", "2")
table
# %%
from rich.panel import Panel
console.print(Panel("inside"))
# %%
from rich.pretty import pprint
pprint({"k": [1, 2]})
# %%
import rich.pretty
rich.pretty.install()
# %%
{"k": [1, 2]}
# %%
print("plain print stays plain")
