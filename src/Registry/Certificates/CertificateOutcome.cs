using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>The outcome of the procedure of certificates: decided by the rules alone, at once.</summary>
internal sealed class CertificateOutcome(AppDb db, CertificateDesk desk, ResidentRegister register, TimeProvider clock) : IOutcome
{
    public const string ServiceSlug = "certificato-di-residenza";
    public const string Who = "per-chi", Kind = "certificato", Use = "uso", Stamp = "marca", Norm = "norma", WithStamp = "bollo";

    public string Name => "registry.certificate";

    private DateOnly Today => LegalTime.Today(clock);

    public async Task CheckAsync(Applied applied, IReadOnlySet<string> questions, CancellationToken cancel)
    {
        if (questions.Contains(Kind) && KindOf(applied) is { } row && await ChosenAsync(applied, cancel) is { } person && person.Resident.CertifiabilityLevel == 1 && !row.AtLevel1)
            throw new RuleBroken(Kind, new("La residenza di questa persona è in corso di accertamento: per ora si rilasciano solo residenza e stato di famiglia.", "This person's residence is being checked: for now only residence and household are issued."), "ANPR tab. 42");
        if (questions.Contains(Stamp) && applied.Answer(Use) == WithStamp && applied.Answer(Stamp) is { } stamp && await db.Set<UsedStamp>().AnyAsync(used => used.Identifier == stamp, cancel))
            throw new RuleBroken(Stamp, new("Questa marca da bollo è già stata usata in questo Comune: serve una marca nuova.", "This stamp has already been used in this Comune: a new one is needed."), "art. 12 DPR 642/1972");
        if (questions.Contains(Norm) && Exemption(applied) is { NormMustBeTyped: true } && !IsNorm(applied.Answer(Norm)))
            throw new RuleBroken(Norm, new("Scrivi articolo e legge che prevedono l'esenzione, da 5 a 200 caratteri e con un numero: un'esenzione generica non vale.", "Enter the article and act that grant the exemption, 5 to 200 characters with a number: a generic exemption is not valid."), "DPR 642/1972");
    }

    public async Task<Preview> PreviewAsync(Applied applied, CancellationToken cancel)
    {
        var person = await NeedChosenAsync(applied, cancel);
        var kind = NeedKind(applied);
        var assessed = CertificateRules.Assess(new CertificateRequest(kind.Kind, ExemptionCode(applied), applied.Answer(Norm), person.Resident.CertifiabilityLevel, ChannelOf(applied), Today));
        if (!assessed.Issued) throw new RuleBroken(assessed.Field, assessed.ReasonInWords!.Value);
        return new Preview(new Texts($"{kind.Label.It}: {person.Person.FullName}", $"{kind.Label.En}: {person.Person.FullName}"), [.. assessed.Explanation.Select(line => new CostLine(line.What, line.Cents, line.Norm))]);
    }

    public async Task<Changed> ApplyAsync(Applied applied, CancellationToken cancel)
    {
        var person = await NeedChosenAsync(applied, cancel);
        await desk.IssueAsync(new CertificateOrder(applied.CaseId, applied.ProtocolNumber ?? "", applied.Applicant.PersonId, applied.Applicant.Name, person.Id, NeedKind(applied).Kind, ExemptionCode(applied), applied.Answer(Norm), applied.Answer(Use) == WithStamp ? applied.Answer(Stamp) : null, ChannelOf(applied)), cancel);
        return new Changed(new("Certificato emesso", "Certificate issued"), DocumentFollows: true);
    }

    private static CertificateChannel ChannelOf(Applied applied) => applied.Channel == CaseChannel.Online ? CertificateChannel.Online : CertificateChannel.Counter;

    private CertificateKindRow? KindOf(Applied applied) => CertificateRules.Kinds.On(Today).FirstOrDefault(row => !row.CivilStatus && row.Kind.ToString() == applied.Answer(Kind));

    private CertificateKindRow NeedKind(Applied applied) => KindOf(applied) ?? throw new RuleBroken(Kind, new("Scegli uno dei certificati dell'elenco.", "Choose one of the certificates listed."));

    private static int? ExemptionCode(Applied applied) => int.TryParse(applied.Answer(Use), out var code) ? code : null;

    private ExemptionRow? Exemption(Applied applied) => ExemptionCode(applied) is { } code ? CertificateRules.ExemptionsFor(ChannelOf(applied), Today).FirstOrDefault(row => row.Code == code) : null;

    public static bool IsNorm(string? norm) => norm is { Length: >= 5 and <= 200 } && norm.Any(char.IsDigit);

    /// <summary>For whom: online the applicant or a member of the household whose data are not protected; at the counter whoever the clerk serves.</summary>
    private async Task<ResidentView?> ChosenAsync(Applied applied, CancellationToken cancel)
    {
        if (!Guid.TryParse(applied.Answer(Who), out var id)) return null;
        if (applied.Channel == CaseChannel.Counter) return await register.FindAsync(id, cancel);
        return (await HouseholdSource.MembersAsync(register, applied, Today, cancel)).FirstOrDefault(member => member.Id == id);
    }

    private async Task<ResidentView> NeedChosenAsync(Applied applied, CancellationToken cancel) =>
        await ChosenAsync(applied, cancel) ?? throw new RuleBroken(Who, new("Scegli una persona della tua famiglia anagrafica.", "Choose a member of your registered household."));
}

/// <summary>The applicant's registered household: the applicant first, then those whose data are not protected.</summary>
internal sealed class HouseholdSource(ResidentRegister register, TimeProvider clock) : IAnswerSource
{
    public string Name => "registry.household";

    public async Task<IReadOnlyList<SourceChoice>> ChoicesAsync(Applied applied, CancellationToken cancel) =>
        [.. (await MembersAsync(register, applied, LegalTime.Today(clock), cancel)).Select(member => new SourceChoice(member.Id.ToString("n"),
            member.Person.TaxCode == applied.Applicant.TaxCode ? new Texts($"{member.Person.FullName} (tu)", $"{member.Person.FullName} (you)") : new Texts(member.Person.FullName, member.Person.FullName),
            new Texts($"nato/a il {Say.ShortDay(member.Person.DateOfBirth)}", $"born {Say.ShortDay(member.Person.DateOfBirth)}")))];

    internal static async Task<IReadOnlyList<ResidentView>> MembersAsync(ResidentRegister register, Applied applied, DateOnly today, CancellationToken cancel)
    {
        if (applied.Channel == CaseChannel.Counter) return Guid.TryParse(applied.Answer(CertificateOutcome.Who), out var id) && await register.FindAsync(id, cancel) is { } served ? [served] : [];
        if (await register.FindByTaxCodeAsync(applied.Applicant.TaxCode, cancel) is not { } self) return [];
        return [.. (await register.HouseholdAsync(self.Id, today, cancel)).Select(member => member.Resident).Where(member => member.Id == self.Id || !member.Resident.IsProtected).OrderBy(member => member.Id == self.Id ? 0 : 1)];
    }
}

/// <summary>Kinds one may ask for online.</summary>
internal sealed class CertificateKindsSource(TimeProvider clock) : IAnswerSource
{
    public string Name => "registry.certificate-kinds";

    public Task<IReadOnlyList<SourceChoice>> ChoicesAsync(Applied applied, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SourceChoice>>([.. CertificateRules.Kinds.On(LegalTime.Today(clock)).Where(row => !row.CivilStatus).Select(row => new SourceChoice(row.Kind.ToString(), row.Label, HintOf(row.Kind)))]);

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
    public string Name => "registry.certificate-uses";

    public Task<IReadOnlyList<SourceChoice>> ChoicesAsync(Applied applied, CancellationToken cancel) => Task.FromResult<IReadOnlyList<SourceChoice>>(
    [
        new(CertificateOutcome.WithStamp, new("Per un uso fra privati, in bollo (16,00 €)", "For private use, with stamp duty (€16.00)"), new("Per esempio banca, assicurazione, datore di lavoro", "For example bank, insurance, employer")),
        .. CertificateRules.ExemptionsFor(applied.Channel == CaseChannel.Online ? CertificateChannel.Online : CertificateChannel.Counter, LegalTime.Today(clock))
            .Select(row => new SourceChoice(row.Code.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Label, row.Norm.Length == 0 ? null : new Texts($"Esente: {row.Norm}", $"Exempt: {row.Norm}"))),
    ]);
}
