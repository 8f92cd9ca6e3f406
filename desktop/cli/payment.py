"""`ruhu payment`: what was paid to households, from the finance office's list."""

from desktop.cli.command import Answer, Door, command
from desktop.cli.ledger import DRY_RUN, FILE, MAP, TITLES, imported
from desktop.cli.usage import group
from desktop.exchange.intake import Kind
from desktop.i18n import N_

commands = group()


@command(commands, "import", N_("Take in the finance office's list of payments, for households that are there."))
def import_payments(
    door: Door, *, file: FILE, mapping: MAP = None, titles_at: TITLES = None, dry_run: DRY_RUN = False
) -> Answer:
    return imported(door, file, Kind.PAYMENT, mapping, titles_at or (), dry_run=dry_run)
