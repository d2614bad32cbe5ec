using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Residents;

namespace Liburia.Registry.Certificates;

/// <summary>The steps of the application, in order.</summary>
internal enum JourneyStep { Who = 1, Kind = 2, Use = 3, Proof = 4, Check = 5 }

/// <summary>
/// The state of one application: the draft, who is applying and for whom they may. Every page loads it first; a draft that is
/// not the visitor's own is never found.
/// </summary>
internal sealed class CertificateJourney(IDrafts drafts, ResidentRegister register, Visitor visitor, TimeProvider clock)
{
    public const string WhoAnswer = "who", KindAnswer = "kind", UseAnswer = "use", StampAnswer = "stamp", NormAnswer = "norm";
    public const string WithStamp = "bollo";

    public Draft Draft { get; private set; } = null!;
    public ResidentView Applicant { get; private set; } = null!;
    public IReadOnlyList<HouseholdMember> Household { get; private set; } = [];
    public DateOnly Today { get; } = LegalTime.Today(clock);

    /// <summary>Loads the journey; false when there is no such draft of this person here.</summary>
    public async Task<bool> LoadAsync(Guid draftId, CancellationToken cancel = default)
    {
        if (await drafts.FindAsync(draftId, cancel) is not { ServiceSlug: CertificateProcedure.ServiceSlug } draft) return false;
        if (await register.FindByTaxCodeAsync(visitor.TaxCode, cancel) is not { } applicant) return false;
        (Draft, Applicant) = (draft, applicant);
        Household = await register.HouseholdAsync(applicant.Id, Today, cancel);
        return true;
    }

    /// <summary>For whom the applicant may ask: for herself, and for the members of her household whose data are not protected.</summary>
    public IEnumerable<ResidentView> Choices =>
        Household.Select(member => member.Resident).Where(resident => resident.Id == Applicant.Id || !resident.Resident.IsProtected).OrderBy(resident => resident.Id == Applicant.Id ? 0 : 1);

    public ResidentView? Chosen => Guid.TryParse(Answer(WhoAnswer), out var id) ? Choices.FirstOrDefault(resident => resident.Id == id) : null;

    public CertificateKind? Kind => Enum.TryParse<CertificateKind>(Answer(KindAnswer), out var kind) && Offered.Any(row => row.Kind == kind) ? kind : null;

    /// <summary>Kinds one may ask for online.</summary>
    public IEnumerable<CertificateKindRow> Offered => CertificateRules.Kinds.On(Today).Where(row => !row.CivilStatus);

    public bool PaysStamp => Answer(UseAnswer) == WithStamp;

    public ExemptionRow? Exemption => int.TryParse(Answer(UseAnswer), out var code)
        ? CertificateRules.ExemptionsFor(CertificateChannel.Online, Today).FirstOrDefault(row => row.Code == code) : null;

    public bool NeedsProof => PaysStamp || Exemption is { NormMustBeTyped: true };

    public string? Stamp => Answer(StampAnswer);
    public string? Norm => Answer(NormAnswer);

    public string? Answer(string question) => Draft.Answers.GetValueOrDefault(question);

    /// <summary>The first step without a good answer; <see cref="JourneyStep.Check"/> when all have one.</summary>
    public JourneyStep FirstOpen => Chosen is null ? JourneyStep.Who : Kind is null ? JourneyStep.Kind : !PaysStamp && Exemption is null ? JourneyStep.Use
        : PaysStamp && !UsedStamp.IsWellFormed(Stamp) ? JourneyStep.Proof : Exemption is { NormMustBeTyped: true } && !IsNorm(Norm) ? JourneyStep.Proof : JourneyStep.Check;

    public static bool IsNorm(string? norm) => norm is { Length: >= 5 and <= 200 } && norm.Any(char.IsDigit);

    public string PathOf(JourneyStep step) => Path(Draft.Id, step);

    public static string Path(Guid draft, JourneyStep step) => Say.Href($"/servizi/{CertificateProcedure.ServiceSlug}/domanda/{draft:n}/" + step switch
    {
        JourneyStep.Who => "per-chi",
        JourneyStep.Kind => "quale",
        JourneyStep.Use => "uso",
        JourneyStep.Proof => "prova",
        _ => "riepilogo",
    });

    public Task KeepAsync(string question, string answer) => drafts.AnswerAsync(Draft.Id, question, answer);

    public CertificateAssessment Assess() => CertificateRules.Assess(
        new CertificateRequest(Kind!.Value, Exemption?.Code, Norm, Chosen!.Resident.CertifiabilityLevel, CertificateChannel.Online, Today));
}
