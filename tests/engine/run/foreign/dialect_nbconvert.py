#!/usr/bin/env python
# coding: utf-8

# # Exported
#
# by nbconvert

# In[1]:


import math
math.factorial(10)


# In[2]:


get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().system('echo from the shell')


# In[ ]:


get_ipython().run_cell_magic('capture', 'cap', 'print(1)\n')


# In[4]:


cap.stdout
