"""月度清单: the sheets of a contract are closed month by month, by the agency's lead or by the service."""

from tickets.actions.sheets.closing import NextSheet, check_close_sheet, close_due_sheets, close_sheet, print_sheet

__all__ = ["NextSheet", "check_close_sheet", "close_due_sheets", "close_sheet", "print_sheet"]
