using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

[Permission(ProceduresModule.Work)]
internal sealed class QueueModel(AppDb db) : PageModel
{
    public const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "stato")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "canale")]
    public string? Channel { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    [BindProperty(SupportsGet = true, Name = "pagina")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<Case> Cases { get; private set; } = [];
    public bool HasMore { get; private set; }
    public string BaseQuery => $"?stato={Uri.EscapeDataString(State ?? "")}&canale={Uri.EscapeDataString(Channel ?? "")}&q={Uri.EscapeDataString(Query ?? "")}";

    public async Task OnGetAsync()
    {
        Number = Math.Clamp(Number, 1, 4000);
        var cases = db.Set<Case>().AsNoTracking();
        if (State == "aperte") cases = cases.Where(c => c.State == CaseState.Submitted);
        if (State == "concluse") cases = cases.Where(c => c.State == CaseState.Completed);
        if (Channel == "online") cases = cases.Where(c => c.Channel == CaseChannel.Online);
        if (Channel == "sportello") cases = cases.Where(c => c.Channel == CaseChannel.Counter);
        if (Query?.Trim() is { Length: > 0 } text)
        {
            text = text.Length > 60 ? text[..60] : text;
            cases = cases.Where(c => c.ProtocolNumber == text || c.ApplicantTaxCode == text.ToUpperInvariant() || c.ProtocolNumber == text.PadLeft(12, '0'));
        }
        // Open cases by term, all others by arrival; both orders stand on an index.
        cases = State == "aperte" ? cases.OrderBy(c => c.DueOn).ThenBy(c => c.OpenedAt) : cases.OrderByDescending(c => c.OpenedAt);
        var found = await cases.Skip((Number - 1) * PageSize).Take(PageSize + 1).ToListAsync();
        (HasMore, Cases) = (found.Count > PageSize, [.. found.Take(PageSize)]);
    }
}
