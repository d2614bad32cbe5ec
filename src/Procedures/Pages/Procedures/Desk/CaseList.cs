using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>
/// Cases as lists at the desk show them. Of another office's case: which service, and whose work it is. Who asked, and in which words, opens with a reason.
/// </summary>
internal sealed class CaseList(Visitor visitor, ModelCatalogue models, TimeProvider clock)
{
    /// <param name="isSearched">Somebody looks for a person by name, and that is written down: the list says whom it found.</param>
    /// <param name="isByTerm">An index stands behind the order by term.</param>
    public IReadOnlyList<ListColumn<Case>> Columns(bool isSearched, bool isByTerm)
    {
        var today = LegalTime.Today(clock);
        bool IsOurs(Case item) => item.OfficeId == visitor.OfficeId || item.OfficerId == visitor.StaffId;
        string Title(Case item, bool isShown) => isShown ? item.TitleIt : models.Find(item.ServiceSlug, item.ModelVersion)?.Title.It ?? item.ServiceSlug;
        return
        [
            new("number", new("Protocollo", "Number"), ListKind.Text, c => c.ProtocolNumber),
            new("subject", new("Oggetto", "Subject"), ListKind.Text, c => Title(c, isSearched || IsOurs(c))) { IsShownOnly = true },
            new("applicant", new("Richiedente", "Applicant"), ListKind.Text, c => isSearched || IsOurs(c) ? c.InWordsApplicant : c.OfficeName) { IsShownOnly = true },
            // What leaves the desk as a file says of other offices' cases no more than an open list does, whatever was searched.
            new("subject", new("Oggetto", "Subject"), ListKind.Text, c => Title(c, IsOurs(c))) { IsExportedOnly = true },
            new("applicant", new("Richiedente", "Applicant"), ListKind.Text, c => IsOurs(c) ? c.InWordsApplicant : "") { IsExportedOnly = true },
            new("office", new("Ufficio", "Office"), ListKind.Text, c => c.OfficeName) { IsExportedOnly = true },
            new("channel", new("Canale", "Channel"), ListKind.Text, c => c.Channel == CaseChannel.Online ? "Online" : "Sportello"),
            new("opened", new("Arrivata", "Arrived"), ListKind.Moment, c => c.OpenedAt) { Order = [c => c.OpenedAt] },
            new("officer", new("Responsabile", "In charge"), ListKind.Text, c => c.OfficerName),
            new("due", new("Termine", "Term"), ListKind.Text, c => Term(c, today)) { Order = isByTerm ? [c => c.DueOn, c => c.OpenedAt] : [], IsShownOnly = true },
            new("due", new("Termine", "Term"), ListKind.Day, c => c.IsOpen && c.DueOn != Case.Never ? c.DueOn : null) { IsExportedOnly = true },
            new("state", new("Stato", "State"), ListKind.State, c => StateOf(c.State, c.DueOn < today)),
        ];
    }

    public static string Path(Case item) => $"/desk/pratiche/{item.Id:n}";

    private static string Term(Case item, DateOnly today)
    {
        if (!item.IsOpen) return "";
        if (item.DueOn == Case.Never) return "in attesa";
        return (item.DueOn.DayNumber - today.DayNumber) switch
        {
            -1 => "un giorno di ritardo",
            < 0 and var late => $"{-late} giorni di ritardo",
            0 => "oggi",
            1 => "un giorno",
            var left => $"{left} giorni",
        };
    }

    public static ListState StateOf(CaseState state, bool isLate) => state switch
    {
        CaseState.Submitted when isLate => new("In ritardo", "danger", "it-warning-circle"),
        CaseState.Submitted => new("Aperta", "info", "it-clock"),
        CaseState.Suspended => new("Sospesa", "warning", "it-warning-circle"),
        CaseState.AwaitingPayment => new("Aspetta il pagamento", "warning", "it-clock"),
        CaseState.Completed => new("Accolta", "success", "it-check-circle"),
        CaseState.Partial => new("Accolta in parte", "success", "it-check-circle"),
        CaseState.AssentedBySilence => new("Silenzio assenso", "success", "it-check-circle"),
        CaseState.Refused => new("Non accolta", "danger", "it-close-circle"),
        CaseState.RefusedBySilence => new("Silenzio rigetto", "danger", "it-close-circle"),
        _ => new("Ritirata", "neutral", "it-close-circle"),
    };
}
