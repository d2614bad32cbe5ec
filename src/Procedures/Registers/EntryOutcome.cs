using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Registers;

/// <summary>The outcome of most procedures: an entry in a register of the Comune, numbered without gaps.</summary>
internal sealed class EntryOutcome(AppDb db, Counters counters, Offers offers, AnswerForms forms, TimeProvider clock) : IOutcome
{
    public string Name => "register.entry";

    public async Task CheckAsync(Applied applied, IReadOnlySet<string> questions, CancellationToken cancel)
    {
        if (applied.Settings.GetValueOrDefault("renews") is { } renews && questions.Contains(renews) && applied.Answer(renews) is { Length: > 0 } number && await RenewedAsync(applied, number, cancel) is null)
            throw new RuleBroken(renews, new($"Nel registro non c'è una voce «{number}» a tuo nome: il numero si scrive così, 12/2026.", $"The register has no entry “{number}” in your name: the number is written like this, 12/2026."));
        if (applied.Settings.GetValueOrDefault("until") is { } until && questions.Contains(until) && Canonical.PeriodOf(applied.Answer(until)) is { } period && period.From < LegalTime.Today(clock) && applied.CaseId == Guid.Empty)
            throw new RuleBroken(until + ".from", new("Il primo giorno è già passato.", "The first day is already past."));
    }

    public Task<Preview> PreviewAsync(Applied applied, CancellationToken cancel) => Task.FromResult(new Preview(null, null));

    public async Task<Changed> ApplyAsync(Applied applied, CancellationToken cancel)
    {
        var entry = await EnterAsync(applied, cancel);
        return new Changed(entry.ValidUntil is { } end ? new Texts("Accolta: n. {0} del registro, fino al {1:dd/MM/yyyy}", "Granted: no. {0} of the register, until {1:dd/MM/yyyy}").With(entry.InWords, end) : new Texts("Accolta: n. {0} del registro", "Granted: no. {0} of the register").With(entry.InWords), ValidUntil: entry.ValidUntil);
    }

    /// <summary>Registers of accesses list the refused ones too.</summary>
    public async Task RefuseAsync(Applied applied, CancellationToken cancel)
    {
        if (applied.Settings.GetValueOrDefault("refusals") is "yes" or "sì" or "true") await EnterAsync(applied, cancel);
    }

    private async Task<RegisterEntry> EnterAsync(Applied applied, CancellationToken cancel)
    {
        var item = await db.Set<Cases.Case>().FirstAsync(c => c.Id == applied.CaseId, cancel);
        var model = offers.Begun(item.ServiceSlug, item.ModelVersion, Deviations.FromJson(item.Deviations))!;
        var settings = applied.Settings;
        var today = LegalTime.Today(clock);
        var register = settings["register"];
        var period = settings.GetValueOrDefault("until") is { } until ? Canonical.PeriodOf(applied.Answer(until)) : null;
        DateOnly? last = period?.To ?? (int.TryParse(settings.GetValueOrDefault("years"), out var years) ? today.AddYears(years).AddDays(-1) : null);
        if (settings.GetValueOrDefault("renews") is { } renews && applied.Answer(renews) is { Length: > 0 } number && await RenewedAsync(applied, number, cancel) is { } former) (former.State, former.Version) = (EntryState.Renewed, former.Version + 1);
        var rows = await forms.RowsAsync(model, applied, Array.Empty<string>().ToLookup(_ => "", _ => ""), cancel);
        List<EntryColumn> columns = [.. from column in model.Outcome!.Columns
                                        from row in rows
                                        where row.Question.Id == column.Question && applied.Answers.ContainsKey(row.Name)
                                        let typed = PublicLines.IsTyped(row.Question, applied.Answer(row.Name))
                                        let words = typed && column.Public ? applied.PublicWords.GetValueOrDefault(row.Name) : null
                                        select new EntryColumn(column.Label.It, column.Label.En, row.InWords.It, column.Public, typed, words, row.Name)];
        var ended = applied.Ending switch { CaseState.Refused => new Texts("Non accolta", "Refused"), CaseState.Partial => new("Accolta in parte", "Granted in part"), CaseState.AssentedBySilence => new("Accolta per silenzio assenso", "Granted by silence"), _ => new("Accolta", "Granted") };
        var entry = new RegisterEntry
        {
            Id = Guid.CreateVersion7(),
            Register = register,
            Year = today.Year,
            Number = await counters.NextAsync($"register:{register}", today.Year, cancel),
            CaseId = item.Id,
            TitleIt = model.Title.It,
            TitleEn = model.Title.En,
            HolderName = applied.Applicant.InWords,
            HolderTaxCode = applied.Applicant.TaxCode,
            HolderIsPublic = settings.GetValueOrDefault("holder") != "hidden",
            IsPublic = settings.GetValueOrDefault("public") is "yes" or "sì" or "true",
            Columns = JsonSerializer.Serialize(columns),
            AwaitsReview = settings.GetValueOrDefault("public") is "yes" or "sì" or "true" && columns.Any(column => column is { Public: true, Shown: null }),
            AppliedOn = item.OpenedOn,
            DecidedOn = today,
            OutcomeIt = ended.It,
            OutcomeEn = ended.En,
            ValidFrom = period?.From ?? today,
            ValidUntil = last,
            State = EntryState.InForce,
        };
        db.Add(entry);
        return entry;
    }

    /// <summary>The entry an application renews: of the same register and holder, still in force.</summary>
    private async Task<RegisterEntry?> RenewedAsync(Applied applied, string words, CancellationToken cancel)
    {
        if (words.Split('/') is not [var first, var second] || !int.TryParse(first, CultureInfo.InvariantCulture, out var number) || !int.TryParse(second, CultureInfo.InvariantCulture, out var year)) return null;
        var register = applied.Settings["register"];
        return await db.Set<RegisterEntry>().FirstOrDefaultAsync(e => e.Register == register && e.Year == year && e.Number == number && e.HolderTaxCode == applied.Applicant.TaxCode && e.State == EntryState.InForce, cancel);
    }
}

/// <summary>The address the citizen gave last.</summary>
internal sealed class ContactMailSource(AppDb db) : IAnswerSource
{
    public string Name => "contacts.mail";

    public async Task<Prefill?> PrefillAsync(Applied applied, CancellationToken cancel) =>
        await db.Set<Cases.Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.TaxCode == applied.Applicant.TaxCode, cancel) is { Mail: { } mail } known ? new Prefill(mail, new("i recapiti che hai dato", "the contacts you gave"), LegalTime.DayOf(known.UpdatedAt)) : null;
}

internal sealed class ContactPhoneSource(AppDb db) : IAnswerSource
{
    public string Name => "contacts.phone";

    public async Task<Prefill?> PrefillAsync(Applied applied, CancellationToken cancel) =>
        await db.Set<Cases.Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.TaxCode == applied.Applicant.TaxCode, cancel) is { Phone: { } phone } known ? new Prefill(phone, new("i recapiti che hai dato", "the contacts you gave"), LegalTime.DayOf(known.UpdatedAt)) : null;
}
