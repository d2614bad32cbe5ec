using Liburia.Platform.Language;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Models;

/// <summary>
/// A procedure as a readable file says it: sheet, form, term, steps, outcome. It is the consortium's; a Comune adopts a version and may deviate only in
/// what <see cref="Deviations"/> names. The format is explained in <c>docs/procedures.md</c>.
/// </summary>
/// <param name="Title">Of the service, as its sheet says it.</param>
/// <param name="Term">Name of the term in the table of terms; none where nobody waits for an answer.</param>
/// <param name="Office">Function of the office that works on it.</param>
/// <param name="Opinions">Functions of the offices that give an opinion.</param>
/// <param name="Classification">Class of the titolario.</param>
/// <param name="Level">What the file claims of the national scale, 1 to 4; 3 and 4 are shown only while the outcome's handler is there.</param>
internal sealed record ProcedureModel(
    string Slug, int Version, DateOnly From, string File, int Level, ModelSheet Sheet, ModelAudience Who, string Office, IReadOnlyList<ModelFee> Fees, string Classification, string? Term,
    IReadOnlyList<ModelPage> Pages, IReadOnlyList<ModelStep> Steps, IReadOnlyList<string> Opinions, ModelOutcome? Outcome, IReadOnlySet<string> Deviations)
{
    /// <summary>The question whose answer tells one case from another, in queues and subjects.</summary>
    public string? Subject { get; init; }
    /// <summary>The office that this Comune gave it to instead of the one with the function.</summary>
    public Guid? OfficeId { get; init; }
    /// <summary>What pages lead to it for; none for most.</summary>
    public ServicePurpose? Serves { get; init; }
    /// <summary>Other people whose data the documents hold are heard before anything is given; none where the law hears nobody.</summary>
    public ModelThirdParties? ThirdParties { get; init; }
    public Texts Title => Sheet.Title;
    /// <summary>What the officer answers with the decision.</summary>
    public IReadOnlyList<Question> OfficerQuestions => Outcome?.Decision ?? [];
    public bool IsOnline => Pages.Count > 0 && Outcome is not null;
    public IEnumerable<Question> Questions => Pages.SelectMany(page => page.Questions);
    public Question? Find(string question) => Questions.FirstOrDefault(q => q.Id == question);
}

/// <summary>Every field of the official sheet that does not follow from the rest of the model.</summary>
internal sealed record ModelSheet(
    Texts Title, Texts Summary, string Category, IReadOnlyList<string> Topics, IReadOnlyList<string> LifeEvents, IReadOnlyList<string> Keywords, SheetText AddressedTo, Texts Description,
    SheetText HowTo, SheetText Needed, SheetText Achieved, IReadOnlyList<SheetTime> Times, Texts Counter, SheetText Constraints, SheetText SpecialCases, SheetText Further, SheetText Conditions,
    Texts DecidedBy, Texts Remedies, DateOnly UpdatedOn);

internal enum Lens { Citizen, Business, Both }

/// <summary>Who may apply, and with which level of identity (1 to 3).</summary>
/// <param name="Residents">Only who is in the Comune's population register.</param>
internal sealed record ModelAudience(int Identity, bool Residents, Lens Lens);

/// <summary>A cost.</summary>
/// <param name="Key">Name by which a Comune sets its own amount.</param>
/// <param name="Cents">Cents of euro; none where it is computed.</param>
internal sealed record ModelFee(string Key, Texts What, long? Cents, string Amount, Texts When)
{
    /// <summary>Owed only after such an answer.</summary>
    public Condition? OnlyIf { get; init; }

    /// <summary>When it is paid, and whether anything waits for it.</summary>
    public Charges.FeeMoment Pay { get; init; }

    /// <summary>Days to pay it from when it is asked for; none for the usual ones.</summary>
    public int? Within { get; init; }

    /// <summary>How it may be paid a month after a month; none where it is paid at once.</summary>
    public FeeInstalments? Instalments { get; init; }

    /// <summary>Name of the rule that computes it; none where it is fixed, or told in words alone.</summary>
    public string? Rule { get; init; }

    /// <summary>What the rule is told: the record that its descriptor declares.</summary>
    public object Settings { get; init; } = new NoSettings();
}

/// <summary>A fee in equal parts, a month after each other.</summary>
/// <param name="From">Cents of euro from which on it may be divided.</param>
internal sealed record FeeInstalments(int Count, long From);

/// <summary>A page of the form: one question, or few that belong together. Repeated, it is asked once for each of a group.</summary>
/// <param name="RepeatMax">How many times at most; 1 for a page asked once.</param>
internal sealed record ModelPage(string Id, Texts Title, Texts? Text, Texts? Why, int RepeatMax, Condition? When, IReadOnlyList<Question> Questions)
{
    public bool Repeats => RepeatMax > 1;
}

/// <summary>A step of the office's work with what is to be checked in it.</summary>
internal sealed record ModelStep(string Id, Texts Title, IReadOnlyList<Texts> Checks);

/// <summary>What a granted case changes.</summary>
/// <param name="Handler">Name of the handler: <c>registry.certificate</c>, <c>register.entry</c>.</param>
/// <param name="Automatic">Decided by the rules alone, at submission.</param>
/// <param name="Sample">Of automatic ones, how many in a hundred a person looks at afterwards.</param>
/// <param name="Partial">May be granted in part.</param>
/// <param name="Settings">What the handler is told: the record that its descriptor declares.</param>
/// <param name="Granted">Text of the decision, with the placeholders of <see cref="DecisionText"/>.</param>
/// <param name="Recording">The register changes at once and is checked afterwards; none where the decision changes it.</param>
/// <param name="Evidence">Granting needs a photo or a document of what was done.</param>
/// <param name="Joins">Several applications about the same thing are joined and end together.</param>
/// <param name="ContestDays">Days within which the applicant may say that it is not so: the case opens again.</param>
/// <param name="Decision">Questions that the officer answers with the decision: prescriptions, a period other than the one asked for.</param>
internal sealed record ModelOutcome(
    string Handler, bool Automatic, int Sample, bool Partial, object Settings, IReadOnlyList<OutcomeColumn> Columns, string? Granted, string? Refused,
    ModelRecording? Recording, bool Evidence, bool Joins, int? ContestDays, IReadOnlyList<Question> Decision)
{
    /// <summary>What may be done to what was granted, beside the decision.</summary>
    public IReadOnlyList<ModelAct> Acts { get; init; } = [];
}

/// <summary>An act on what was granted.</summary>
/// <param name="Name">In the procedure, the only one of this name; part of its address.</param>
/// <param name="By">The descriptor of what it does.</param>
/// <param name="Settings">What the handler is told: the record that its descriptor declares.</param>
/// <param name="Questions">What the officer is asked, besides the reasons.</param>
/// <param name="Text">Of its paper, with the placeholders of <see cref="DecisionText"/>.</param>
internal sealed record ModelAct(string Name, ActDescriptor By, object Settings, IReadOnlyList<Question> Questions, string Text);

/// <summary>Services that pages of the site and of forms lead to, whatever their name: where one reports what is broken, where one has one's data corrected.</summary>
internal enum ServicePurpose { Reports, Corrections }

/// <summary>Other people concerned: the days they have to object, while the term stands still, and the article that gives them.</summary>
internal sealed record ModelThirdParties(int Days, string Norm);

/// <summary>What is recorded at once: at which step, and within which term of the table.</summary>
internal sealed record ModelRecording(string Step, string Term);

/// <summary>A column of a register that a case fills.</summary>
/// <param name="Question">Of the form, or of the officer's.</param>
/// <param name="Public">Shown on the public page of the register.</param>
internal sealed record OutcomeColumn(string Question, Texts Label, bool Public);
