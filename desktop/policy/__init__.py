"""What is owed and why: an area's plan as data, its language, the two evaluators, proofs and readings.

Promise: everything is exact, rounding happens only where the pack says so, and each amount can be told step by step.

- `units`, `language`: what stands in one cell, read into a tree of names, numbers and operations
- `book`, `reading`: workbook, folder of CSV, `.policy` file → sheets of text → the records of `pack`
- beneath them: `workbook` reads .xlsx and `writing` makes it, `cells` bounds a sheet, `vocabulary` has the words of
  both languages, `lines` reads a row, `reading_…` a sheet; `template` is what an office starts from
- `interval`, `tree`, `proofing`: the typed tree, and everything that can be found wrong before any household is asked
- `facts`: what is said of a household, in the declared units
- `engine`, `explanation`: the two evaluators, which share no arithmetic; `calculation` runs both
- `walk`: how the explanation gives each node its meaning; `trace`: what it writes; `wording`: how a value is shown
- `statement`: a calculation in words, for the household and the auditor; `difference`: why one sum became another
- `examples`: worked examples and what they touch
"""
