# <codecell>
a = 1
a
# <codecell>
a + 1
