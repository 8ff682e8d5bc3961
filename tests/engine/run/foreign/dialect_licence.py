# Copyright 2024 Someone
#
# Licensed under the Apache License, Version 2.0

# %%
1 + 1
