# -*- coding: utf-8 -*-
"""
Created on Mon Nov  4 10:12:13 2024

@author: someone
"""

# %% Imports
import math

# %%% A sub cell
math.sqrt(2)

# %%% Another
print(math.pi)

#%% Last

def area(r):
    return math.pi * r ** 2

area(2)
