"""MathJax at build time: formulas as SVG and MathML."""
