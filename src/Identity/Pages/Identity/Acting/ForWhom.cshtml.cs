using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>For whom a citizen acts from now on: themselves, or somebody they hold a mandate of.</summary>
[Citizen(Chooses = true)]
internal sealed class ForWhomModel(Visitor visitor, Mandates mandates, Sessions sessions, AuditTrail audit, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public const string Path = "/area-personale/per-chi";
    public const string Oneself = "io";

    public Visitor Visitor => visitor;
    public IReadOnlyList<Mandate> Held { get; private set; } = [];
    public IReadOnlyList<MandateClaim> Claims { get; private set; } = [];

    /// <summary>A local address; none where one came here by oneself.</summary>
    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string? Return { get; set; }

    [BindProperty]
    public string? Key { get; set; }

    public string HintOf(Mandate mandate) =>
        Say.T($"{Sentence(mandate.Act.It)}{Ends(mandate, " fino al ")}", $"{Sentence(mandate.Act.En)}{Ends(mandate, " until ")}");

    private static string Ends(Mandate mandate, string word) => mandate.Until is { } until ? $",{word}{Say.ShortDay(until)}" : "";

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    public async Task OnGetAsync()
    {
        await RestoreAsync();
        Key = visitor.Mandate?.Key ?? Oneself;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var chosen = Key is { Length: > 0 and <= 80 } && Key != Oneself ? await mandates.FindAsync(visitor.TaxCode, Key, LegalTime.Today(clock)) : null;
        if (chosen is null && Key != Oneself)
            throw new RuleBroken(nameof(Key), new("Scegli per chi agisci: uno dei titoli è finito mentre sceglievi.", "Choose whom you act for: one of the rights ended while you were choosing."));
        await sessions.ChooseAsync(visitor.SessionId, chosen);
        audit.Note("mandate.choose", chosen is null ? "citizen" : $"mandate:{chosen.Key}", new { visitor.TaxCode, chosen?.Principal, act = chosen?.Act.It });
        return LocalRedirect(Back());
    }

    public async Task<IActionResult> OnPostClaimAsync(string? claim)
    {
        if (claim is not { Length: > 0 and <= 80 } || !await mandates.ClaimAsync(visitor.TaxCode, visitor.FullName, claim)) return NotFound();
        return LocalRedirect(Say.Href(Path) + (Return is null ? "" : $"?ritorno={Uri.EscapeDataString(Return)}"));
    }

    public async Task RestoreAsync()
    {
        var today = LegalTime.Today(clock);
        Held = await mandates.HeldByAsync(visitor.TaxCode, today);
        Claims = await mandates.ClaimableByAsync(visitor.TaxCode, today);
    }

    private string Back() => Url.IsLocalUrl(Return) && !Return!.Contains("//", StringComparison.Ordinal) ? Return! : Say.Href("/area-personale");
}
