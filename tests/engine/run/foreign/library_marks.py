# %%
get_ipython().__class__.__name__, str(type(get_ipython())), get_ipython().__class__.__module__
# %%
hasattr(get_ipython(), "kernel"), "IPKernelApp" in get_ipython().config, get_ipython().has_trait("kernel")
# %%
import sys, os
[name in sys.modules for name in ("IPython", "ipykernel", "ipykernel.zmqshell", "ipykernel.kernelapp", "ipykernel.iostream")]
# %%
"JPY_PARENT_PID" in os.environ
# %%
{k: os.environ.get(k) for k in ("TERM", "CLICOLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER", "GIT_PAGER", "MPLBACKEND")}
# %%
type(sys.stdout), type(sys.stderr), sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.name, sys.stdout.closed
# %%
import ipykernel
isinstance(sys.stdout, ipykernel.iostream.OutStream), isinstance(get_ipython(), ipykernel.zmqshell.ZMQInteractiveShell)
# %%
from ipykernel.zmqshell import ZMQInteractiveShell
isinstance(get_ipython(), ZMQInteractiveShell), get_ipython().__class__ is ZMQInteractiveShell
# %%
import IPython
IPython.get_ipython() is get_ipython(), IPython.version_info[0]
# %%
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.initialized(), isinstance(get_ipython(), InteractiveShell)
# %%
hasattr(sys, "ps1"), sys.flags.interactive, __name__, hasattr(__builtins__, "__IPYTHON__")
# %%
get_ipython().kernel.shell is get_ipython(), type(get_ipython().kernel.comm_manager).__name__
# %%
get_ipython().get_parent()["header"]["msg_type"], sorted(get_ipython().get_parent())
# %%
get_ipython().kernel.get_parent()["content"]["code"]
# %%
def in_notebook():
    try:
        from IPython import get_ipython
        if "IPKernelApp" not in get_ipython().config:
            return False
    except (ImportError, AttributeError):
        return False
    return True
in_notebook()
# %%
def kind():
    try:
        shell = get_ipython().__class__.__name__
        return {"ZMQInteractiveShell": "notebook", "TerminalInteractiveShell": "terminal"}.get(shell, "other")
    except NameError:
        return "script"
kind()
# %%
"zmq" in str(type(get_ipython())).lower(), "ipykernel" in str(type(sys.stdout))
# %%
type(get_ipython().display_pub).__name__, type(get_ipython().displayhook).__name__
# %%
sys.stdin.isatty()
# %%
get_ipython().set_next_input("x = 1")
# %%
callable(get_ipython().ask_exit), get_ipython().user_ns is globals()
