using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>The outcome of the procedure of certificates: decided by the rules alone, at once.</summary>
internal sealed class CertificateOutcome(AppDb db, CertificateDesk desk, ResidentRegister register, AccessLog accessLog, TimeProvider clock) : IOutcome
{
    public const string ServiceSlug = "certificato-di-residenza";
    public const string Who = "per-chi", Kind = "certificato", Use = "uso", Stamp = "marca", Norm = "norma", WithStamp = "bollo";

    public static OutcomeDescriptor Descriptor { get; } = new("registry.certificate",
        new(Who, QuestionKinds.Choice), new(Kind, QuestionKinds.Choice), new(Use, QuestionKinds.Choice), new(Stamp, QuestionKinds.Text), new(Norm, QuestionKinds.Text))
    { CounterPermission = RegistryModule.Issue };

    private DateOnly Today => LegalTime.Today(clock);

    public async Task CheckAsync(ApplicationFacts facts, IReadOnlySet<string> questions, CancellationToken cancel)
    {
        if (questions.Contains(Kind) && KindOf(facts) is { } row && await ChosenAsync(facts, cancel) is { } person && person.Resident.CertifiabilityLevel == 1 && !row.AtLevel1)
            throw new RuleBroken(Kind, new("La residenza di questa persona è in corso di accertamento: per ora si rilasciano solo residenza e stato di famiglia.", "This person's residence is being checked: for now only residence and household are issued."), "ANPR tab. 42");
        if (questions.Contains(Stamp) && facts.Answers.Text(Use) == WithStamp && facts.Answers.Text(Stamp) is { } stamp && await db.Set<UsedStamp>().AnyAsync(used => used.Identifier == stamp, cancel))
            throw new RuleBroken(Stamp, new("Questa marca da bollo è già stata usata in questo Comune: serve una marca nuova.", "This stamp has already been used in this Comune: a new one is needed."), "art. 12 DPR 642/1972");
        if (questions.Contains(Norm) && Exemption(facts) is { NormMustBeTyped: true } && !IsNorm(facts.Answers.Text(Norm)))
            throw new RuleBroken(Norm, new("Scrivi articolo e legge che prevedono l'esenzione, da 5 a 200 caratteri e con un numero: un'esenzione generica non vale.", "Enter the article and act that grant the exemption, 5 to 200 characters with a number: a generic exemption is not valid."), "DPR 642/1972");
    }

    public async Task<Preview> PreviewAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var person = await NeedChosenAsync(facts, cancel);
        var kind = NeedKind(facts);
        var assessed = CertificateRules.Assess(new CertificateRequest(kind.Kind, ExemptionCode(facts), facts.Answers.Text(Norm), person.Resident.CertifiabilityLevel, ChannelOf(facts), Today));
        if (!assessed.Issued) throw new RuleBroken(assessed.Field, assessed.ReasonInWords!.Value);
        return new Preview(new Texts($"{kind.Label.It}: {person.Person.FullName}", $"{kind.Label.En}: {person.Person.FullName}"), [.. assessed.Explanation.Select(line => new CostLine(line.What, line.Cents, line.Norm))]);
    }

    public async Task<OutcomeResult> ApplyAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var person = await NeedChosenAsync(facts, cancel);
        await desk.IssueAsync(new CertificateOrder(facts.CaseId, facts.ProtocolNumber ?? "", facts.Applicant.PersonId, facts.Applicant.Name, person.Id, NeedKind(facts).Kind, ExemptionCode(facts), facts.Answers.Text(Norm), facts.Answers.Text(Use) == WithStamp ? facts.Answers.Text(Stamp) : null, ChannelOf(facts)), cancel);
        // Whoever is certified reads it, also where somebody of the household asked for it.
        if (facts.Channel == CaseChannel.Counter)
            accessLog.Record(person.Resident.SubjectId, "Certificato emesso allo sportello", $"{AccessLog.OfCase}{facts.ProtocolNumber}: {facts.Title.It}", facts.CaseId);
        return new OutcomeResult(new("Certificato emesso", "Certificate issued"), DocumentFollows: true);
    }

    private static CertificateChannel ChannelOf(ApplicationFacts facts) => facts.Channel == CaseChannel.Online ? CertificateChannel.Online : CertificateChannel.Counter;

    private CertificateKindRow? KindOf(ApplicationFacts facts) => CertificateRules.Kinds.On(Today).FirstOrDefault(row => !row.CivilStatus && row.Kind.ToString() == facts.Answers.Text(Kind));

    private CertificateKindRow NeedKind(ApplicationFacts facts) => KindOf(facts) ?? throw new RuleBroken(Kind, new("Scegli uno dei certificati dell'elenco.", "Choose one of the certificates listed."));

    private static int? ExemptionCode(ApplicationFacts facts) => int.TryParse(facts.Answers.Text(Use), out var code) ? code : null;

    private ExemptionRow? Exemption(ApplicationFacts facts) => ExemptionCode(facts) is { } code ? CertificateRules.ExemptionsFor(ChannelOf(facts), Today).FirstOrDefault(row => row.Code == code) : null;

    public static bool IsNorm(string? norm) => norm is { Length: >= 5 and <= 200 } && norm.Any(char.IsDigit);

    /// <summary>For whom: the applicant, or a member of the household whose data are not protected.</summary>
    private async Task<ResidentView?> ChosenAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        if (!Guid.TryParse(facts.Answers.Text(Who), out var id)) return null;
        return (await HouseholdSource.MembersAsync(register, facts, Today, cancel)).FirstOrDefault(member => member.Id == id);
    }

    private async Task<ResidentView> NeedChosenAsync(ApplicationFacts facts, CancellationToken cancel) =>
        await ChosenAsync(facts, cancel) ?? throw new RuleBroken(Who, new("Scegli una persona della tua famiglia anagrafica.", "Choose a member of your registered household."));
}

/// <summary>The applicant's registered household: the applicant first, then those whose data are not protected.</summary>
internal sealed class HouseholdSource(ResidentRegister register, TimeProvider clock) : IAnswerSource
{
    public static SourceDescriptor Descriptor { get; } = new("registry.household", QuestionKinds.Choice);

    public async Task<IReadOnlyList<AnswerChoice>> ChoicesAsync(ApplicationFacts facts, CancellationToken cancel) =>
        [.. (await MembersAsync(register, facts, LegalTime.Today(clock), cancel)).Select(member => new AnswerChoice(member.Id.ToString("n"),
            member.Person.TaxCode == facts.Applicant.TaxCode && facts.Applicant.By is null ? new Texts($"{member.Person.FullName} (tu)", $"{member.Person.FullName} (you)") : new Texts(member.Person.FullName, member.Person.FullName),
            new Texts($"nato/a il {Say.ShortDay(member.Person.DateOfBirth)}", $"born {Say.ShortDay(member.Person.DateOfBirth)}")))];

    internal static async Task<IReadOnlyList<ResidentView>> MembersAsync(ResidentRegister register, ApplicationFacts facts, DateOnly today, CancellationToken cancel)
    {
        if (await register.FindByTaxCodeAsync(facts.Applicant.TaxCode, cancel) is not { } self) return [];
        return [.. (await register.HouseholdAsync(self.Id, today, cancel)).Select(member => member.Resident).Where(member => member.Id == self.Id || !member.Resident.IsProtected).OrderBy(member => member.Id == self.Id ? 0 : 1)];
    }
}

/// <summary>Kinds one may ask for online.</summary>
internal sealed class CertificateKindsSource(TimeProvider clock) : IAnswerSource
{
    public static SourceDescriptor Descriptor { get; } = new("registry.certificate-kinds", QuestionKinds.Choice);

    public Task<IReadOnlyList<AnswerChoice>> ChoicesAsync(ApplicationFacts facts, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<AnswerChoice>>([.. CertificateRules.Kinds.On(LegalTime.Today(clock)).Where(row => !row.CivilStatus).Select(row => new AnswerChoice(row.Kind.ToString(), row.Label, HintOf(row.Kind)))]);

    private static Texts HintOf(CertificateKind kind) => kind switch
    {
        CertificateKind.Residence => new("Dove abita la persona oggi", "Where the person lives today"),
        CertificateKind.HouseholdStatement => new("Chi fa parte della famiglia anagrafica", "Who belongs to the registered household"),
        CertificateKind.ResidenceAndHousehold => new("Le due attestazioni su un solo foglio, con una sola marca", "Both statements on one sheet, with one stamp"),
        _ => new("Tutti gli indirizzi avuti in questo Comune, con le date", "All addresses in this Comune, with dates"),
    };
}

/// <summary>With stamp duty, or exempt for one of the uses the law names.</summary>
internal sealed class CertificateUsesSource(TimeProvider clock) : IAnswerSource
{
    public static SourceDescriptor Descriptor { get; } = new("registry.certificate-uses", QuestionKinds.Choice);

    public Task<IReadOnlyList<AnswerChoice>> ChoicesAsync(ApplicationFacts facts, CancellationToken cancel) => Task.FromResult<IReadOnlyList<AnswerChoice>>(
    [
        new(CertificateOutcome.WithStamp, new("Per un uso fra privati, in bollo (16,00 €)", "For private use, with stamp duty (€16.00)"), new("Per esempio banca, assicurazione, datore di lavoro", "For example bank, insurance, employer")),
        .. CertificateRules.ExemptionsFor(facts.Channel == CaseChannel.Online ? CertificateChannel.Online : CertificateChannel.Counter, LegalTime.Today(clock))
            .Select(row => new AnswerChoice(row.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Label, row.Norm.Length == 0 ? null : new Texts($"Esente: {row.Norm}", $"Exempt: {row.Norm}"))),
    ]);
}
