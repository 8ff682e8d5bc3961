"""One snippet run in this process, with outputs as Jupyter gives them."""
