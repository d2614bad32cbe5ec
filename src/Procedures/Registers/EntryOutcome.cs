using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Registers;

/// <summary>What a procedure's file says of the register that its cases fill.</summary>
/// <param name="Register">Key of the register: <c>occupazioni</c>.</param>
/// <param name="Holder">Whether the public page shows the name of who holds what was granted; hidden unless the file says otherwise.</param>
/// <param name="Public">The register has a public page.</param>
/// <param name="Refusals">Refused applications have an entry too.</param>
/// <param name="Until">The question whose last day ends what was granted.</param>
/// <param name="Granted">The officer's question whose days, where they are given, take the place of those that were asked for.</param>
/// <param name="Years">How long what was granted lasts, without a day of its own.</param>
/// <param name="Renews">The question that names the entry an application renews.</param>
/// <param name="Residence">What was granted follows where its holder lives: the office is told when they move.</param>
/// <param name="Reviews">Services whose cases this procedure looks at again.</param>
internal sealed record EntrySettings(
    string Register, HolderVisibility Holder = HolderVisibility.Hidden, bool Public = false, bool Refusals = false, [NamesQuestion(QuestionKinds.Period)] string? Until = null,
    [NamesQuestion(QuestionKinds.Period)] string? Granted = null, int? Years = null, [NamesQuestion(QuestionKinds.Text)] string? Renews = null, bool Residence = false, IReadOnlyList<string>? Reviews = null);

internal enum HolderVisibility { Hidden, Named }

/// <summary>The outcome of most procedures: an entry in a register of the Comune, numbered without gaps.</summary>
internal sealed class EntryOutcome(AppDb db, Counters counters, TimeProvider clock) : IOutcome
{
    public static OutcomeDescriptor Descriptor { get; } = new("register.entry", typeof(EntrySettings), []);

    public async Task CheckAsync(ApplicationFacts facts, IReadOnlySet<string> questions, CancellationToken cancel)
    {
        var settings = facts.SettingsAs<EntrySettings>();
        if (settings.Renews is { } renews && questions.Contains(renews) && facts.Answers.Text(renews) is { Length: > 0 } number && await RenewedAsync(facts, number, cancel) is null)
        {
            throw new RuleBroken(renews, new(
                $"Nel registro non c'è una voce «{number}» a tuo nome: il numero si scrive così, 12/2026.",
                $"The register has no entry “{number}” in your name: the number is written like this, 12/2026."));
        }
        if (settings.Until is { } until && questions.Contains(until) && facts.CaseId == Guid.Empty && facts.Answers.Period(until) is { } period && period.From < LegalTime.Today(clock))
            throw new RuleBroken(until + ".from", new("Il primo giorno è già passato.", "The first day is already past."));
    }

    public async Task<OutcomeResult> ApplyAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var entry = await EnterAsync(facts, cancel);
        var words = entry.ValidUntil is { } end
            ? new Texts("Accolta: n. {0} del registro, fino al {1:dd/MM/yyyy}", "Granted: no. {0} of the register, until {1:dd/MM/yyyy}").With(entry.InWords, end)
            : new Texts("Accolta: n. {0} del registro", "Granted: no. {0} of the register").With(entry.InWords);
        return new OutcomeResult(words, ValidUntil: entry.ValidUntil);
    }

    /// <summary>Registers of accesses list the refused ones too.</summary>
    public async Task RefuseAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        if (facts.SettingsAs<EntrySettings>().Refusals) await EnterAsync(facts, cancel);
    }

    public Task<Preview> PreviewAsync(ApplicationFacts facts, CancellationToken cancel) =>
        Task.FromResult(Preview.Nothing with { ValidUntil = DaysOf(facts, LegalTime.Today(clock)).Last });

    /// <summary>First and last day of what is granted: as the officer said, as it was asked for, or as long as the file says from today.</summary>
    private static (DateOnly First, DateOnly? Last) DaysOf(ApplicationFacts facts, DateOnly today)
    {
        var settings = facts.SettingsAs<EntrySettings>();
        var period = (settings.Granted is { } granted ? facts.Decision.Answers.Period(granted) : null) ?? (settings.Until is { } until ? facts.Answers.Period(until) : null);
        return period is { } days ? (days.From, days.To) : (today, settings.Years is { } years ? today.AddYears(years).AddDays(-1) : null);
    }

    /// <summary>The case's entries are annulled, and one that was renewed by them is in force again.</summary>
    public async Task AnnulAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var own = await db.Set<RegisterEntry>().Where(e => e.CaseId == facts.CaseId && (e.State == EntryState.InForce || e.State == EntryState.Renewed)).ToListAsync(cancel);
        var gaveWay = facts.Decision.Ending != CaseState.Refused && own.Exists(entry => entry.State == EntryState.InForce);
        foreach (var entry in own) (entry.State, entry.HolderMovedOn, entry.Version) = (EntryState.Annulled, null, entry.Version + 1);
        if (gaveWay && facts.SettingsAs<EntrySettings>().Renews is { } renews && facts.Answers.Text(renews) is { Length: > 0 } number
            && await NamedAsync(facts, number, EntryState.Renewed, cancel) is { } former) (former.State, former.Version) = (EntryState.InForce, former.Version + 1);
    }

    private async Task<RegisterEntry> EnterAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var (settings, today) = (facts.SettingsAs<EntrySettings>(), LegalTime.Today(clock));
        var (first, last) = DaysOf(facts, today);
        if (settings.Renews is { } renews && facts.Answers.Text(renews) is { Length: > 0 } number && await RenewedAsync(facts, number, cancel) is { } former)
            (former.State, former.Version) = (EntryState.Renewed, former.Version + 1);
        List<EntryColumn> columns = [.. from column in facts.Columns
                                        from answer in facts.InWords.Concat(facts.Decision.InWords)
                                        where answer.Question == column.Question
                                        let words = answer.IsTyped && column.Public ? facts.Decision.PublicWords.GetValueOrDefault(answer.Name) : null
                                        select new EntryColumn(column.Label.It, column.Label.En, answer.Words.It, column.Public, answer.IsTyped, words, answer.Name)];
        var ended = EndedAs(facts.Decision.Ending);
        var entry = new RegisterEntry
        {
            Id = Guid.CreateVersion7(),
            Register = settings.Register,
            Year = today.Year,
            Number = await counters.NextAsync($"register:{settings.Register}", today.Year, cancel),
            CaseId = facts.CaseId,
            TitleIt = facts.Title.It,
            TitleEn = facts.Title.En,
            HolderName = facts.Applicant.Holder,
            HolderTaxCode = facts.Applicant.TaxCode,
            HolderIsPublic = settings.Holder == HolderVisibility.Named,
            IsPublic = settings.Public,
            Columns = JsonSerializer.Serialize(columns),
            AwaitsReview = settings.Public && columns.Any(column => column is { Public: true, Shown: null }),
            AppliedOn = facts.FiledOn,
            DecidedOn = today,
            OutcomeIt = ended.It,
            OutcomeEn = ended.En,
            ValidFrom = first,
            ValidUntil = last,
            State = EntryState.InForce,
            FollowsResidence = settings.Residence,
        };
        db.Add(entry);
        return entry;
    }

    private static Texts EndedAs(CaseState ending) => ending switch
    {
        CaseState.Refused => new("Non accolta", "Refused"),
        CaseState.Partial => new("Accolta in parte", "Granted in part"),
        CaseState.AssentedBySilence => new("Accolta per silenzio assenso", "Granted by silence"),
        _ => new("Accolta", "Granted"),
    };

    /// <summary>The entry an application renews: of the same register and holder, still in force.</summary>
    private Task<RegisterEntry?> RenewedAsync(ApplicationFacts facts, string words, CancellationToken cancel) => NamedAsync(facts, words, EntryState.InForce, cancel);

    private async Task<RegisterEntry?> NamedAsync(ApplicationFacts facts, string words, EntryState state, CancellationToken cancel)
    {
        if (words.Split('/') is not [var first, var second]) return null;
        if (!int.TryParse(first, CultureInfo.InvariantCulture, out var number) || !int.TryParse(second, CultureInfo.InvariantCulture, out var year)) return null;
        var (register, holder) = (facts.SettingsAs<EntrySettings>().Register, facts.Applicant.TaxCode);
        return await db.Set<RegisterEntry>()
            .FirstOrDefaultAsync(e => e.Register == register && e.Year == year && e.Number == number && e.HolderTaxCode == holder && e.State == state, cancel);
    }
}

/// <summary>The address the citizen gave last.</summary>
internal sealed class ContactMailSource(AppDb db) : IAnswerSource
{
    public static SourceDescriptor Descriptor { get; } = new("contacts.mail", QuestionKinds.Email);

    public async Task<Prefill?> PrefillAsync(ApplicationFacts facts, CancellationToken cancel) =>
        await db.Set<Cases.Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.TaxCode == facts.Applicant.ContactTaxCode, cancel) is { Mail: { } mail } known ? new Prefill(mail, new("i recapiti che hai dato", "the contacts you gave"), LegalTime.DayOf(known.UpdatedAt)) : null;
}

internal sealed class ContactPhoneSource(AppDb db) : IAnswerSource
{
    public static SourceDescriptor Descriptor { get; } = new("contacts.phone", QuestionKinds.Phone);

    public async Task<Prefill?> PrefillAsync(ApplicationFacts facts, CancellationToken cancel) =>
        await db.Set<Cases.Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.TaxCode == facts.Applicant.ContactTaxCode, cancel) is { Phone: { } phone } known ? new Prefill(phone, new("i recapiti che hai dato", "the contacts you gave"), LegalTime.DayOf(known.UpdatedAt)) : null;
}
