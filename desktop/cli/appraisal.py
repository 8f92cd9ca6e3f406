"""`ruhu appraisal`: a firm's list of appraisals into the store."""

from desktop.cli.command import Answer, Door, command
from desktop.cli.ledger import DRY_RUN, FILE, MAP, imported
from desktop.cli.usage import group
from desktop.exchange.intake import Kind
from desktop.i18n import N_

commands = group()


@command(commands, "import", N_("Take in a firm's list of appraisals, for households that are there already."))
def import_appraisals(door: Door, *, file: FILE, mapping: MAP = None, dry_run: DRY_RUN = False) -> Answer:
    return imported(door, file, Kind.APPRAISAL, mapping, dry_run=dry_run)
