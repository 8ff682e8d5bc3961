# %%
import click
click.secho("red", fg="red")
click.echo(click.style("bold", bold=True))
# %%
click.echo("to stderr", err=True)
# %%
import colorama
print(colorama.Fore.RED + "colorama" + colorama.Style.RESET_ALL)
# %%
print("\x1b[1mbold\x1b[0m")
