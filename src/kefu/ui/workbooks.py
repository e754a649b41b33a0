"""Excel files as answers."""

from io import BytesIO

from django.http import HttpResponse

from kefu.lib.xlsx import Sheet, write_xlsx

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(sheet: Sheet, name: str) -> HttpResponse:
    """A workbook of one sheet, to be kept under this name."""
    out = BytesIO()
    write_xlsx([sheet], out)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=_EXCEL, headers=headers)
