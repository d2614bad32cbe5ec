using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Consortium.Pages;

/// <summary>One line for what all share, one for each Comune: the worst of what is known of it, in words.</summary>
internal sealed record StatusRow(string Where, HealthLevel Level, string InWords);

/// <summary>How the services are, for anyone; figures that help an attacker stay in the metrics.</summary>
[Public, HostedAt(HostKind.AccessPoint)]
internal sealed class StatusModel(HealthReport report, MunicipalityDirectory directory, TimeProvider clock) : PageModel
{
    public IReadOnlyList<StatusRow> Rows { get; private set; } = [];
    public ListView List { get; private set; } = null!;
    public HealthLevel Worst => Rows.Count == 0 ? HealthLevel.Well : Rows.Max(row => row.Level);
    public DateTime At => LegalTime.ToLocal(clock.UtcNow());

    public async Task OnGetAsync()
    {
        // Whoever is being watched reads this page too: of that it says nothing.
        var lines = (await report.LinesAsync(HttpContext.RequestAborted)).Where(line => !line.IsWatch).ToList();
        var rows = lines.Where(line => line.Comune is null).Select(line => new StatusRow(line.Name switch { "disk" => new Texts("Spazio", "Space"), "spid" => new Texts("Accesso con SPID", "SPID login"), "destinations" => new Texts("Messaggi", "Messages"), _ => new Texts("Documenti", "Documents") }, line.Level, line.InWords)).ToList();
        foreach (var municipality in directory.All.Where(m => !m.IsPractice && m.State != MunicipalityState.Preparing))
        {
            if (municipality.State != MunicipalityState.Live)
            {
                rows.Add(new StatusRow(municipality.Name, HealthLevel.Warning, new Texts("Il sito è sospeso", "The site is suspended")));
                continue;
            }
            var own = lines.Where(line => line.Comune == municipality.Slug).ToList();
            var worst = own.Count == 0 ? HealthLevel.Warning : own.Max(line => line.Level);
            rows.Add(new StatusRow(municipality.Name, worst, worst == HealthLevel.Well ? new Texts("Servizi, lavori e copie in ordine", "Services, jobs and copies in order") : string.Join(" · ", own.Where(line => line.Level == worst).Select(line => line.InWords.ToString()).Distinct())));
        }
        Rows = rows;
        List = await Places.ShowAsync(Request, Rows.AsQueryable());
    }

    private static readonly ListOf<StatusRow> Places = new()
    {
        Caption = new("Stato per Comune", "Status by Comune"),
        EmptyTitle = new("Nessun Comune", "No Comune"),
        EmptyText = new("Qui compare lo stato di ogni Comune, appena ce n'è uno.", "The status of each Comune appears here, as soon as there is one."),
        Columns =
        [
            new("where", new("Dove", "Where"), ListKind.Text, row => row.Where),
            new("status", new("Stato", "Status"), ListKind.State, row => row.Level switch
            {
                HealthLevel.Well => new ListState(Say.T("Funziona", "Works"), "success", "it-check-circle"),
                HealthLevel.Warning => new ListState(Say.T("Da seguire", "To watch"), "warning", "it-warning-circle"),
                _ => new ListState(Say.T("Fermo", "Down"), "danger", "it-warning-circle"),
            }),
            new("words", new("In parole", "In words"), ListKind.Text, row => row.InWords),
        ],
        Size = 100,
    };
}
