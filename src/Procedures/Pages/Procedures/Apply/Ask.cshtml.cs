using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Web;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Registers;
using Liburia.Procedures.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Apply;

/// <summary>A page of the form, as the citizen writes it.</summary>
[Citizen, RequestSizeLimit(AskPage.LargestRequest), Uses(ProceduresModule.PlaceBundle)]
internal sealed class AskModel(ApplicationJourney journey, AnswerForms forms, Ports ports, UploadDesk uploads, CounterLooks looks) : AskPage(journey, forms, ports, uploads, looks);

/// <summary>The same page, as a member of the staff writes it for the person at the counter.</summary>
[Permission(ProceduresModule.Work), RequestSizeLimit(AskPage.LargestRequest), Uses(ProceduresModule.PlaceBundle)]
internal sealed class CounterAskModel(ApplicationJourney journey, AnswerForms forms, Ports ports, UploadDesk uploads, CounterLooks looks) : AskPage(journey, forms, ports, uploads, looks);

/// <summary>A page of the form: reads, checks, keeps, goes on.</summary>
internal abstract class AskPage(ApplicationJourney journey, AnswerForms forms, Ports ports, UploadDesk uploads, CounterLooks looks) : PageModel, Platform.Web.IRestorable
{
    /// <summary>A file of 200 MB and the rest of its form, in bytes.</summary>
    public const int LargestRequest = 210 * 1024 * 1024;

    public ApplicationJourney Journey => journey;
    public AskedPage Asked { get; private set; } = null!;
    public IReadOnlyList<AskedQuestion> Questions { get; private set; } = [];
    public int Number { get; private set; }
    public string Title => Asked.Turn > 0 ? $"{Asked.Page.Title} ({Asked.Turn + 1})" : Asked.Page.Title.ToString();
    public int Total => Math.Max(journey.Pages.Count, Number) + 1;
    public bool CanAddMore => Asked.Page.Repeats && Asked.Turn + 1 < Asked.Page.RepeatMax;
    public string MoreName => $"{Asked.Page.Id}.{ApplicationJourney.More}{(Asked.Turn < 1 ? "" : $"-{Asked.Turn + 1}")}";
    public string? MoreGiven => journey.Answers.GetValueOrDefault(MoreName);
    public string BackHref => journey.Before(Asked) is { } before ? journey.PathOf(before) : journey.StartPath;
    public bool HasFiles => Questions.Any(q => q.Question.Is(QuestionKinds.File));
    /// <summary>What the draft holds for a question about files.</summary>
    public IEnumerable<(Question Question, IReadOnlyList<Upload> Files)> Kept =>
        from asked in Questions
        let files = journey.Uploads.Where(upload => upload.QuestionId == asked.Name).ToList()
        where files.Count > 0
        select (asked.Question, (IReadOnlyList<Upload>)files);

    [FromRoute(Name = "slug")]
    public string Slug { get; set; } = "";

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    [FromRoute(Name = "step")]
    public string Step { get; set; } = "";

    private async Task<IActionResult?> LoadAsync()
    {
        if (!await journey.LoadAsync(Slug, DraftId)) return NotFound();
        if (journey.Draft.SubmittedCaseId is { } sent) return new Platform.Web.FirstThere(journey.ReceiptOf(sent));
        if (journey.Find(Step) is not { } page) return NotFound();
        // A page is reached after those before it.
        if (journey.FirstOpen is { } open && journey.Pages.ToList().IndexOf(open) < journey.Pages.ToList().IndexOf(page)) return new Platform.Web.FirstThere(journey.PathOf(open));
        (Asked, Number) = (page, journey.Pages.ToList().IndexOf(page) + 1);
        return null;
    }

    /// <summary>The page shows again what was typed in it and not yet sent.</summary>
    public bool IsResumed { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        await looks.LookAsync(journey);
        foreach (var (name, value) in journey.Draft.TypedIn(Asked.Path))
        {
            ModelState.ShowAgain(name, string.Join(',', value));
            IsResumed = true;
        }
        await DrawAsync();
        return Page();
    }

    /// <summary>Keeps what is typed as it is, right or not: a draft may be incomplete, and another device goes on from here.</summary>
    public async Task<IActionResult> OnPostAutosaveAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere is NotFoundResult ? elsewhere : new StatusCodeResult(StatusCodes.Status204NoContent);
        await TypeAsync();
        return new StatusCodeResult(StatusCodes.Status204NoContent);
    }

    public async Task<IActionResult> OnPostLeaveAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        await TypeAsync();
        return LocalRedirect(journey.LeavePath);
    }

    private async Task TypeAsync()
    {
        const int Longest = 20_000;
        var form = await Request.ReadFormAsync();
        var names = Asked.Page.Questions.Where(q => !q.Is(QuestionKinds.File)).Select(q => Asked.Name(q)).ToList();
        await journey.TypeAsync(Asked.Path, form.Where(field => names.Any(name => field.Key == name || field.Key.StartsWith(name + ".", StringComparison.Ordinal)) && field.Value.ToString().Length is > 0 and < Longest).ToDictionary(field => field.Key, field => field.Value.ToArray().OfType<string>().ToArray()));
    }

    private async Task DrawAsync()
    {
        var asked = forms.Questions(Asked, journey.Answers).ToList();
        var list = new List<AskedQuestion>();
        foreach (var question in asked)
        {
            var name = Asked.Name(question);
            var given = journey.Answers.GetValueOrDefault(name);
            var prefill = given is null ? await forms.PrefillAsync(question, journey.Facts) : null;
            var alone = asked.Count == 1 && question.Kind.MayBeHeading;
            list.Add(new AskedQuestion(question, name, given ?? prefill?.Value, prefill, await forms.ChoicesAsync(question, journey.Facts), await ports.DrawnWithAsync(question), alone)
            {
                IsPublic = PublicLines.BecomesPublic(journey.Model, question),
            });
        }
        Questions = list;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        var form = await Request.ReadFormAsync();
        var given = new Dictionary<string, string?>();
        // Questions of the page may depend on others of the same page: they are read in order.
        var soFar = new Dictionary<string, string>(journey.Answers);
        foreach (var question in Asked.Page.Questions)
        {
            var name = Asked.Name(question);
            if (question.Is(QuestionKinds.File))
            {
                if (form.Files.GetFiles(name).Count > 0) await uploads.TakeAsync(journey, question, name, form.Files.GetFiles(name), ModelState);
                if (journey.NeedsFile(question) && !await uploads.AnyAsync(DraftId, name)) ModelState.AddModelError(name, Say.T($"Carica il file: {question.Label.It}", $"Upload the file: {question.Label.En}"));
                continue;
            }
            if (question.When?.Holds(soFar) == false)
            {
                given[name] = null;
                soFar.Remove(name);
                continue;
            }
            var choices = await forms.ChoicesAsync(question, journey.Facts with { Answers = new TypedAnswers(soFar) });
            var answer = await ports.ReadAsync(question, name, form, choices, ModelState);
            given[name] = answer;
            if (answer is null) soFar.Remove(name);
            else soFar[name] = answer;
        }
        if (CanAddMore) given[MoreName] = form[MoreName] == "yes" ? "yes" : "no";
        if (!ModelState.IsValid) return await KeepRightAsync(given);
        if (ports.OutcomeOf(journey.Model) is { } outcome) await outcome.CheckAsync(journey.With(given), Asked.Page.Questions.Select(q => q.Id).ToHashSet());
        await journey.KeepAsync(given);
        await journey.TypeAsync(Asked.Path, new Dictionary<string, string[]>());
        return LocalRedirect(Next(given));
    }

    /// <summary>Where the journey goes on with these answers: the page after this one, or the check.</summary>
    private string Next(IReadOnlyDictionary<string, string?> given)
    {
        var pages = forms.Pages(journey.Model, journey.With(given).Answers.Canonical).ToList();
        return journey.PathOf(pages.SkipWhile(page => page.Path != Asked.Path).Skip(1).FirstOrDefault());
    }

    public async Task<IActionResult> OnPostUploadAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        await journey.ChangeAsync();
        var form = await Request.ReadFormAsync();
        foreach (var question in Asked.Page.Questions.Where(q => q.Is(QuestionKinds.File)))
        {
            var name = Asked.Name(question);
            if (form.Files.GetFiles(name).Count > 0) await uploads.TakeAsync(journey, question, name, form.Files.GetFiles(name), ModelState);
            else if (form.ContainsKey("only") && form["only"] == name) ModelState.AddModelError(name, Say.T("Scegli un file prima di caricarlo.", "Choose a file before uploading it."));
        }
        return ModelState.IsValid ? LocalRedirect(Request.Path.Value!) : await KeepRightAsync(new Dictionary<string, string?>());
    }

    /// <summary>What is right is kept although something else is wrong: neither an answer nor a file is lost.</summary>
    private async Task<IActionResult> KeepRightAsync(IReadOnlyDictionary<string, string?> given)
    {
        await journey.KeepAsync(given.Where(answer => answer.Value is not null).ToDictionary());
        HttpContext.Items[Platform.Web.Keep.Answer] = true;
        await journey.LoadAsync(Slug, DraftId);
        await DrawAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid upload)
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        await journey.ChangeAsync();
        await uploads.RemoveAsync(DraftId, upload);
        return LocalRedirect(Request.Path.Value!);
    }

    public async Task RestoreAsync()
    {
        await LoadAsync();
        await looks.LookAsync(journey);
        await DrawAsync();
    }
}
