using Liburia.Platform.Language;
using Liburia.Platform.Law;

namespace Liburia.Registry.Certificates;

internal enum CertificateKind { Residence, HouseholdStatement, ResidenceAndHousehold, HistoricalResidence, CivilBirth }

internal enum CertificateChannel { Online, Counter }

internal sealed record CertificateKindRow(CertificateKind Kind, string AnprCode, Texts Label, bool Historical, bool CivilStatus, bool AtLevel1, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

/// <summary>A reason why no stamp duty is due (ANPR table 39).</summary>
/// <param name="NormMustBeTyped">The applicant names the norm: an exemption is specific, never generic.</param>
internal sealed record ExemptionRow(int Code, Texts Label, string Norm, bool FeeExempt, bool NormMustBeTyped, string Channel, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

/// <summary>An amount in cents of euro.</summary>
internal sealed record FeeRow(string Item, string Channel, long Cents, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

/// <summary>One line of an explanation: what, how much (cents), by which norm.</summary>
internal sealed record ExplanationLine(Texts What, long? Cents, string? Norm);

/// <param name="Exemption">Code of table 39; none with stamp duty.</param>
/// <param name="Norm">Typed by the applicant, where the exemption asks for it.</param>
/// <param name="CertifiabilityLevel">ANPR table 42.</param>
internal sealed record CertificateRequest(CertificateKind Kind, int? Exemption, string? Norm, int CertifiabilityLevel, CertificateChannel Channel, DateOnly Day);

/// <summary>What the rules answer. Amounts in cents of euro.</summary>
internal sealed record CertificateAssessment(bool Issued, string? Reason, Texts? ReasonInWords, long Stamp, long Fee, IReadOnlyList<ExplanationLine> Explanation)
{
    /// <summary>Reasons that stand beside a question of their own.</summary>
    public const string UnknownExemption = "unknown exemption", NormMissing = "exemption norm missing";

    public long Total => Stamp + Fee;

    /// <summary>The question a refusal belongs to; empty for the whole form.</summary>
    public string Field => Reason switch { NormMissing => CertificateOutcome.Norm, UnknownExemption => CertificateOutcome.Use, _ => "" };
}

/// <summary>The amounts one certificate needs, in cents of euro.</summary>
internal sealed record FeeSchedule(long StampPerSheet, long FeeStamped, long FeeExempt, long HistoricalStamped, long HistoricalExempt);

/// <summary>
/// Whether a certificate may be issued and what it costs: a pure function over dated tables that explains its result.
/// Sources: DPR 642/1972 (stamp duty), ANPR tables 13, 39 and 42, art. 40 DPR 445/2000.
/// </summary>
internal static class CertificateRules
{
    public static readonly DatedTable<CertificateKindRow> Kinds = Table("certificate-kinds", row => new CertificateKindRow(
        Enum.Parse<CertificateKind>(row.GetField("kind")!), row.GetField("anpr_code")!, new(row.GetField("label_it")!, row.GetField("label_en")!),
        Yes(row, "historical"), Yes(row, "civil_status"), Yes(row, "at_level_1"), row.Day("valid_from"), row.Day("valid_to")));

    public static readonly DatedTable<ExemptionRow> Exemptions = Table("certificate-exemptions", row => new ExemptionRow(
        int.Parse(row.GetField("code")!), new(row.GetField("label_it")!, row.GetField("label_en")!), row.GetField("norm")!,
        Yes(row, "segreteria_exempt"), Yes(row, "norm_must_be_typed"), row.GetField("channel")!, row.Day("valid_from"), row.Day("valid_to")));

    private static readonly DatedTable<FeeRow> Fees = Table("certificate-fees", row => new FeeRow(
        row.GetField("item")!, row.GetField("channel")!, (long)(decimal.Parse(row.GetField("amount")!, System.Globalization.CultureInfo.InvariantCulture) * 100m), row.Day("valid_from"), row.Day("valid_to")));

    private static readonly DatedTable<TermRow> Terms = Table("certificate-terms", row => new TermRow(row.GetField("term")!, int.Parse(row.GetField("amount")!), row.Day("valid_from"), row.Day("valid_to")));

    public static CertificateKindRow Kind(CertificateKind kind, DateOnly day) => Kinds.On(day).First(row => row.Kind == kind);

    public static ExemptionRow? Exemption(int code, DateOnly day) => Exemptions.On(day).FirstOrDefault(row => row.Code == code);

    /// <summary>Exemptions one may ask for through a channel.</summary>
    public static IReadOnlyList<ExemptionRow> ExemptionsFor(CertificateChannel channel, DateOnly day) =>
        [.. Exemptions.On(day).Where(row => row.Channel == "any" || row.Channel == channel.ToString().ToLowerInvariant()).OrderBy(row => row.Code)];

    /// <summary>Last day of validity: six months from issue (art. 41 DPR 445/2000).</summary>
    public static DateOnly ValidUntil(DateOnly issuedOn) => issuedOn.AddMonths(Terms.On(issuedOn).First(term => term.Term == "validity").Months);

    public static FeeSchedule ScheduleOf(CertificateChannel channel, DateOnly day)
    {
        long Amount(string item) => Fees.On(day).First(fee => fee.Item == item && (fee.Channel == "any" || fee.Channel == channel.ToString().ToLowerInvariant())).Cents;
        return new FeeSchedule(Amount("stamp"), Amount("segreteria-stamped"), Amount("segreteria-exempt"), Amount("historical-stamped"), Amount("historical-exempt"));
    }

    public static CertificateAssessment Assess(CertificateRequest request) => Assess(request, ScheduleOf(request.Channel, request.Day));

    public static CertificateAssessment Assess(CertificateRequest request, FeeSchedule fees)
    {
        var kind = Kind(request.Kind, request.Day);
        if (request.CertifiabilityLevel is 0 or 3 || (request.CertifiabilityLevel == 1 && !kind.AtLevel1))
            return Refused("subject not certifiable", new("La posizione anagrafica non permette di rilasciare questo certificato: rivolgiti all'Ufficio anagrafe.", "The register does not allow this certificate to be issued: contact the registry office."));
        if (request.CertifiabilityLevel == 4 && request.Channel == CertificateChannel.Online)
            return Refused("guardian needed", new("Il certificato si rilascia tramite il tutore, allo sportello.", "This certificate is issued through the guardian, at the counter."));
        if (kind.CivilStatus)
            return new CertificateAssessment(true, null, null, 0, 0, [new(new("Atti di stato civile: mai soggetti a bollo", "Civil-status acts never bear stamp duty"), 0, "DPR 642/1972")]);
        if (request.Exemption is not { } code)
        {
            var fee = kind.Historical ? fees.HistoricalStamped : fees.FeeStamped;
            return new CertificateAssessment(true, null, null, fees.StampPerSheet, fee,
                [new(new("Imposta di bollo, un foglio", "Stamp duty, one sheet"), fees.StampPerSheet, "art. 4 tariffa DPR 642/1972"), FeeLine(fee)]);
        }
        if (Exemption(code, request.Day) is not { } exemption || (exemption.Channel != "any" && exemption.Channel != request.Channel.ToString().ToLowerInvariant()))
            return Refused(CertificateAssessment.UnknownExemption, new("Questo uso non è fra quelli previsti: scegline uno dall'elenco.", "This use is not in the list: choose one of those shown."));
        if (exemption.NormMustBeTyped && string.IsNullOrWhiteSpace(request.Norm))
            return Refused(CertificateAssessment.NormMissing, new("Indica la norma che prevede l'esenzione: un'esenzione generica non vale.", "State the norm that grants the exemption: a generic exemption is not valid."));
        var exemptFee = exemption.FeeExempt ? 0 : kind.Historical ? fees.HistoricalExempt : fees.FeeExempt;
        var norm = exemption.NormMustBeTyped ? request.Norm!.Trim() : exemption.Norm;
        return new CertificateAssessment(true, null, null, 0, exemptFee, [new(new("Imposta di bollo: esente", "Stamp duty: exempt"), 0, norm), FeeLine(exemptFee)]);
    }

    private static ExplanationLine FeeLine(long cents) => new(new("Diritti di segreteria", "Secretarial fee"), cents, "L. 604/1962, tab. D; regolamento del Comune");

    private static CertificateAssessment Refused(string reason, Texts words) => new(false, reason, words, 0, 0, [new(words, null, null)]);

    private static DatedTable<T> Table<T>(string name, Func<CsvHelper.IReaderRow, T> read) where T : IDated =>
        DatedTable<T>.Embedded(typeof(CertificateRules).Assembly, $"Liburia.Registry.Rules.{name}.csv", read);

    private static bool Yes(CsvHelper.IReaderRow row, string column) => row.GetField(column) == "y";

    private sealed record TermRow(string Term, int Months, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;
}
