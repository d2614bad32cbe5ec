using Liburia.Platform.Language;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;

namespace Liburia.Procedures.Cases;

/// <summary>A case as one request reads it, once: the page, its acts and the guard look at the same rows.</summary>
/// <param name="Timeline">In the order in which it happened.</param>
/// <param name="Entries">Of registers, that the case has written.</param>
/// <param name="OfficeId">Of who looks.</param>
internal sealed record CaseReading(
    Case Item, ProcedureModel? Model, IReadOnlyList<CaseEvent> Timeline, IReadOnlyList<Opinion> Opinions, IReadOnlyList<RegisterEntry> Entries, Guid OfficeId)
{
    /// <summary>Why the term may not be made to stand still today; nothing where it may, or where nobody waits.</summary>
    public Texts? StopsNoMore { get; init; }

    /// <summary>The day of the reading.</summary>
    public DateOnly Today { get; init; }

    /// <summary>The case is of the visitor's office: others read, and give the opinion they were asked.</summary>
    public bool IsOurs => Item.OfficeId == OfficeId;

    public bool IsAutomatic => Model?.Outcome is { Automatic: true };

    /// <summary>The opinion that the visitor's office was asked and has not given.</summary>
    public Opinion? OursToGive => Opinions.FirstOrDefault(o => o.OfficeId == OfficeId && o.Verdict is null);

    /// <summary>The entry whose holder lives elsewhere, until the office has brought it up to date.</summary>
    public RegisterEntry? Moved => Entries.FirstOrDefault(entry => entry.HolderMovedOn is not null);

    /// <summary>The law wants a refusal announced (art. 10-bis L. 241/1990).</summary>
    public bool HasNotice => CaseClock.TermOf(Item) is { PreRefusal: not Platform.Law.NoticeEffect.None };

    public bool RefusalNeedsNotice => HasNotice && Timeline.SinceOpened().All(e => e.Kind != CaseEventKind.RefusalAnnounced);
}
