"""What is owed and why: an area's plan as data, its language, the two evaluators, proofs and readings.

Promise: everything is exact, rounding happens only where the pack says so, and each amount can be told step by step.

From a file to a proven plan:
- `book`: workbook, folder of CSV or `.policy` file ↔ sheets of text, canonical bytes, the pack's id; `vocabulary` has
  the words of both languages, `template` is what an office starts from, `revision` tells two plans apart
- `reading`: sheets of text → the records of `pack`; `units`, `written`, `language`: what stands in one cell
- `proofing`: the records → the typed `tree`, or everything that is wrong, before any household is asked
- `examples`, `coverage`, `boundary`: worked examples, what they touch of a plan, and which are still missing

From a household's facts to its money:
- `facts`: what is said of a household, in the declared units
- `engine`, `explanation`: the two evaluators, which share no arithmetic; `calculation` runs both
- `trace`: what an explanation writes; `wording`: how a value is shown
- `statement`: a calculation in words, for the household and the auditor; `difference`: why one sum became another
"""
