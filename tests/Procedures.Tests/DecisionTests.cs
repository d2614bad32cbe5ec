using System.Net;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Law;
using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;
using static Liburia.TestKit.DeskActs;

namespace Liburia.Procedures.Tests;

/// <summary>What the officer answers, sees beforehand and confirms when deciding; and how a wrong decision is taken back.</summary>
[Slow("Every way in which a decision is answered, shown beforehand, confirmed and taken back.")]
public abstract class DecisionTests(Town town)
{
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.", Wrong = "La decisione rispondeva a un'altra domanda: va presa di nuovo.";

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == IdOf(room)));

    private Task<List<RegisterEntry>> EntriesAsync(string room) =>
        town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().Where(e => e.CaseId == IdOf(room)).OrderBy(e => e.Id).ToListAsync());

    private static Dictionary<string, string> Granting(DateOnly from, DateOnly to, string conditions) => new()
    {
        ["State"] = "Completed",
        ["Reasons"] = Reasons,
        ["decisione.prescrizioni"] = conditions,
        ["decisione.periodo-concesso.from"] = Say.ShortDay(from),
        ["decisione.periodo-concesso.to"] = Say.ShortDay(to),
    };

    [Fact]
    public async Task CO03_AnswersOfTheOfficer_ReachTheRegister_ThePaper_TheCaseAndTheApplicant()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "occupazione-suolo-pubblico");
        using var gino = await town.AsStaffAsync("gino");
        var (from, to) = (LegalTime.Today(town.Clock).AddDays(40), LegalTime.Today(town.Clock).AddDays(42));
        await ActAsync(gino, room, "Decide", Granting(from, to, "Lasciare liberi due metri.\nNiente musica dopo le 22."));
        await PayAsync(gino, room);
        await town.JobsDoneAsync();

        var entry = (await EntriesAsync(room)).ShouldHaveSingleItem();
        (entry.ValidFrom, entry.ValidUntil).ShouldBe((from, to), "what was granted, not what was asked for");
        (await CaseAsync(room)).ValidUntil.ShouldBe(to);
        PublicLines.ColumnsOf(entry).Single(column => column.It == "Prescrizioni").Value.ShouldContain("Niente musica dopo le 22.");
        var paper = await town.ReadAsync("cesa", db => db.Set<OwedPaper>().AsNoTracking().FirstAsync(p => p.CaseId == IdOf(room)));
        paper.Json.ShouldContain("Prescrizioni: Lasciare liberi due metri.");
        var said = string.Join('\n', System.Text.Json.JsonSerializer.Deserialize<DecisionPaper>(paper.Json)!.Paragraphs);
        said.ShouldContain(" m² × 3 giorni × 0,60 €", Shouldly.Case.Sensitive, "of the days that were granted");
        foreach (var page in new[] { await maria.GetAsync(room), await gino.GetAsync(DeskOf(room)) })
            page.Main.ShouldContain("Niente musica dopo le 22.");
        using var anyone = town.Browser();
        var register = await anyone.GetAsync("/registri/occupazioni");
        register.Main.ShouldContain(Say.ShortDay(to));
        register.Main.ShouldNotContain("Niente musica", Shouldly.Case.Insensitive);
    }

    [Theory]
    [InlineData("marca", 3200)]
    [InlineData("esente", 0)]
    public async Task Fee_IsShownBeforeSending_LineByLine_WithItsTotal(string stamp, long stamps)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var first = LegalTime.Today(town.Clock).AddDays(40);
        foreach (var (language, counted) in ((string, string)[])[("", "12 m² × 3 giorni × 0,60 €"), ("/en", "12 m² × 3 days × €0.60")])
        {
            var page = await ApplicationSample.ToCheckAsync(town, maria, "occupazione-suolo-pubblico", new()
            {
                ["superficie"] = "12",
                ["periodo.from"] = Say.ShortDay(first),
                ["periodo.to"] = Say.ShortDay(first.AddDays(2)),
                ["bollo"] = stamp,
                ["marca"] = "01234567890123",
                ["esenzione"] = "art. 82 D.Lgs. 117/2017",
            }, prefix: language);
            page.Main.ShouldContain(counted);
            page.Page.QuerySelector("main tfoot")!.TextContent.ShouldContain(Say.Euro(stamps + 2160), Shouldly.Case.Sensitive, language);
        }
    }

    [Fact]
    public async Task AnswersOfTheOfficer_ThatAreWrong_AreRefusedBesideTheirField_AndNothingTypedIsLost()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "occupazione-suolo-pubblico");
        using var gino = await town.AsStaffAsync("gino");
        var (from, to) = (LegalTime.Today(town.Clock).AddDays(40), LegalTime.Today(town.Clock).AddDays(42));
        foreach (var (field, value) in ((string, string)[])[("to", "31/02/2027"), ("to", Say.ShortDay(from.AddDays(-1))), ("from", "")])
        {
            var sent = new Dictionary<string, string>(Granting(from, to, "Lasciare liberi due metri.")) { [$"decisione.periodo-concesso.{field}"] = value };
            var page = await ActAsync(gino, room, "Decide", sent, HttpStatusCode.BadRequest);
            page.Page.QuerySelectorAll("[id^='decisione_periodo-concesso'][id$='-error'], [id^='decisione.periodo-concesso'][id$='-error']").ShouldNotBeEmpty(page.Main);
            page.Page.QuerySelector("textarea[name='decisione.prescrizioni']")!.TextContent.ShouldContain("Lasciare liberi due metri.");
            page.Page.QuerySelector("textarea[name=Reasons]")!.TextContent.ShouldContain(Reasons);
        }
        (await ActAsync(gino, room, "Decide", Granting(from, to, new string('x', 2001)), HttpStatusCode.BadRequest)).Main.ShouldContain("Al massimo 2000 caratteri: ne hai scritti 2001");
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();
        (await EntriesAsync(room)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Decision_WithSomethingNotInOrder_IsTakenOnlyByWhoConfirmsIt_AndOtherwiseWithout()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        var decision = new Dictionary<string, string> { ["State"] = "Completed", ["Reasons"] = Reasons, ["Confirmed"] = "false" };
        await ActAsync(gino, room, "Opinion", new() { ["Office"] = await PoliceAsync(), ["Question"] = "Il passo è sicuro?" });
        await ActAsync(gino, room, "Supplements", new() { ["Items"] = "La larghezza esatta", ["Days"] = "20" });
        var refused = await ActAsync(gino, room, "Decide", decision, HttpStatusCode.BadRequest);
        refused.ErrorOf("Confirmed").ShouldBe("Conferma che decidi così: 6 cose non sono in ordine, dette qui sopra.");
        foreach (var doubt in (string[])["in «Ammissibilità» 4 controlli non sono segnati", "non è assegnata a nessuno", "un'integrazione chiesta non è arrivata", "il parere chiesto a Polizia locale non è arrivato"])
            refused.Main.ShouldContain(doubt);
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();

        // All in order: nothing to confirm, unless the applicant does not get what was asked for.
        var other = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        var id = await town.ReadAsync("cesa", db => db.Set<Platform.Organization.StaffMember>().Where(s => s.UserName == "gino").Select(s => s.Id).FirstAsync());
        await ActAsync(gino, other, "Assign", new() { ["Officer"] = $"{id}" });
        foreach (var box in (await gino.GetAsync(PathOf(other, "Tick"))).Page.QuerySelectorAll("input[name=done]"))
            await ActAsync(gino, other, "Tick", new() { ["done"] = box.GetAttribute("value")! });
        (await ActAsync(gino, other, "Decide", new(decision) { ["State"] = "Refused" }, HttpStatusCode.BadRequest)).Main.ShouldContain("serve il preavviso");
        await ActAsync(gino, other, "Decide", decision);
        (await CaseAsync(other)).State.ShouldBe(CaseState.Completed);
        var access = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio");
        (await ActAsync(gino, access, "Decide", new(decision) { ["State"] = "Refused" }, HttpStatusCode.BadRequest)).ErrorOf("Confirmed").ShouldContain("la domanda non si accoglie, e ");
    }

    private Task<string> PoliceAsync() => town.ReadAsync("cesa", async db => $"{(await db.Set<Platform.Organization.Office>().FirstAsync(o => o.Name == "Polizia locale")).Id}");

    [Fact]
    public async Task PaperThatWasOnlyShownAtTheCounter_IsSaidBeforeDeciding()
    {
        town.Require();
        using var bruno = await town.AsStaffAsync("bruno");
        var code = await town.ReadAsync("cesa", db => db.Database
            .SqlQuery<string>($"SELECT tax_code AS \"Value\" FROM subjects_subjects WHERE family_name = 'De Luca' AND given_name = 'Maria' ORDER BY date_of_birth DESC LIMIT 1").FirstAsync());
        await ApplicationSample.AtCounterAsync(town, bruno, "occupazione-suolo-pubblico", code);
        await bruno.SubmitAsync();
        using var gino = await town.AsStaffAsync("gino");
        (await gino.GetAsync(DecisionPathOf(bruno.Current))).Main.ShouldContain("«Planimetria con le misure» è stato mostrato allo sportello e non è fra i documenti");
    }

    [Fact]
    public async Task Preview_SaysThePaper_ThePublicLineAndWhoIsTold_AndDecidesNothing()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-generalizzato", new() { ["oggetto"] = "Spese per le scuole" });
        using var dario = await town.AsStaffAsync("dario");
        var before = await town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == IdOf(room)));
        var page = await ActAsync(dario, room, "Preview", new() { ["State"] = "Completed", ["Reasons"] = "Si danno i documenti chiesti.", ["public.oggetto"] = "Spese per le scuole comunali" });
        page.Heading.ShouldBe("Anteprima della decisione");
        foreach (var words in (string[])["Si danno i documenti chiesti.", "Spese per le scuole comunali", "De Luca Maria", "nell'area personale"]) page.Main.ShouldContain(words);
        page.Page.QuerySelectorAll("main form").ShouldBeEmpty("nothing is decided from here");
        (await town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == IdOf(room)))).ShouldBe(before);
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();
        (await EntriesAsync(room)).ShouldBeEmpty();
        (await ActAsync(dario, room, "Preview", new() { ["State"] = "Refused", ["Reasons"] = "No." }, HttpStatusCode.BadRequest)).ErrorOf("Reasons").ShouldContain("almeno 20");
    }

    [Theory]
    [InlineData("Completed")]
    [InlineData("Refused")]
    public async Task Annulment_IsNumberedReasonedAndTold_PutsTheRegisterBack_AndTheCaseIsDecidedAnew(string state)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-generalizzato", new() { ["oggetto"] = "Spese per le strade" });
        using var dario = await town.AsStaffAsync("dario");
        await ActAsync(dario, room, "Decide", new() { ["State"] = state, ["Reasons"] = Reasons });
        await town.JobsDoneAsync();
        var former = (await CaseAsync(room)).DecisionNumber!;
        (await ActAsync(dario, room, "Annul", new() { ["Reasons"] = "Sbagliata." }, HttpStatusCode.BadRequest)).ErrorOf("Reasons").ShouldContain("da 20 a 4.000");
        (await dario.GetAsync(DeskOf(room))).Page.QuerySelectorAll($"main a[href='{DeskOf(room)}/annulla']").ShouldHaveSingleItem();

        (await Unmarked.SendAllAsync(dario, $"{DeskOf(room)}/annulla", new() { ["Reasons"] = Wrong })).ShouldBe(1);
        await ActAsync(dario, room, "Annul", new() { ["Reasons"] = Wrong });
        await town.JobsDoneAsync();

        var again = await CaseAsync(room);
        (again.IsOpen, again.State, again.DecisionNumber, again.ReopenedOn).ShouldBe((true, CaseState.Submitted, null, LegalTime.Today(town.Clock)));
        again.DueOn.ShouldBeGreaterThan(LegalTime.Today(town.Clock).AddDays(20), "a new term");
        (await EntriesAsync(room)).ShouldHaveSingleItem().State.ShouldBe(EntryState.Annulled);
        var number = await town.ReadAsync("cesa", db => db.Set<OwedPaper>().AsNoTracking().Where(p => p.CaseId == IdOf(room) && p.Number != former).Select(p => p.Number).SingleAsync());
        var page = await maria.GetAsync(room);
        page.Main.ShouldContain($"Annullamento d'ufficio della decisione n. {former}, con atto n. {number}");
        page.Main.ShouldContain(Wrong);
        page.Page.QuerySelectorAll("main a").ShouldContain(a => a.TextContent.Contains($"n. {number}", StringComparison.Ordinal), "the act is hers to read");
        using var anyone = town.Browser();
        var entry = (await EntriesAsync(room))[0].InWords;
        (await anyone.GetAsync("/registri/accesso-civico")).Page.QuerySelectorAll("tbody tr").Select(row => row.TextContent)
            .Where(row => row.Contains(entry, StringComparison.Ordinal)).ShouldAllBe(row => row.Contains("annullata", StringComparison.OrdinalIgnoreCase));

        await ActAsync(dario, room, "Decide", new() { ["State"] = "Partial", ["Reasons"] = "Si danno gli importi; il resto riguarda altre persone." });
        (await CaseAsync(room)).State.ShouldBe(CaseState.Partial);
        (await ActAsync(dario, room, "Annul", new() { ["Reasons"] = Wrong, ["Seen"] = $"{Guid.NewGuid()}" }, HttpStatusCode.BadRequest)).Main.ShouldContain("non dice su che cosa si basa");
    }

    [Fact]
    public async Task Annulment_OfWhatWasGranted_ComesInTime_OrOnFalsehoodFoundByAJudge()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        using var gino = await town.AsStaffAsync("gino");
        await DecideAsync(gino, room, Reasons);
        await town.JobsDoneAsync();
        var decided = (await CaseAsync(room)).DecidedOn!.Value;
        town.Clock.Move(TimeSpan.FromDays(decided.AddMonths(6).DayNumber - decided.DayNumber + 1));
        using var later = await town.AsStaffAsync("gino");
        (await ActAsync(later, room, "Annul", new() { ["Reasons"] = Wrong }, HttpStatusCode.BadRequest)).ErrorOf("Reasons").ShouldContain(Say.ShortDay(decided.AddMonths(6)));
        await ActAsync(later, room, "Annul", new() { ["Reasons"] = Wrong, ["OnFalsehood"] = "true" });
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();
    }

    /// <summary>What was before does not count: a new refusal needs a new notice, and what was asked then stops no clock and nobody.</summary>
    [Fact]
    public async Task CaseThatOpensAgain_BeginsAnew_ForNoticesAndSupplements()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "insegna-pubblicitaria");
        using var gino = await town.AsStaffAsync("gino");
        var refusal = new Dictionary<string, string> { ["State"] = "Refused", ["Reasons"] = "L'insegna copre un segnale stradale e non può essere spostata." };
        await ActAsync(gino, room, "Supplements", new() { ["Items"] = "La misura esatta", ["Days"] = "20" });
        await ActAsync(gino, room, "Notice", new() { ["Reasons"] = "L'insegna copre un segnale stradale." });
        await maria.GetAsync(room);
        await maria.SubmitAsync(new() { ["Text"] = "La sposto di due metri a sinistra." }, form: "form[action='?handler=Observe']");
        await ActAsync(gino, room, "Decide", refusal);
        await ActAsync(gino, room, "Annul", new() { ["Reasons"] = Wrong });
        (await gino.GetAsync(DeskOf(room))).Main.ShouldContain("Decisione annullata il");

        (await ActAsync(gino, room, "Decide", refusal, HttpStatusCode.BadRequest)).Main.ShouldContain("serve il preavviso");
        var open = await maria.GetAsync(room);
        open.Page.QuerySelectorAll("form[action='?handler=Observe']").ShouldBeEmpty("there is nothing to answer yet");
        var answer = open.Page.QuerySelector("form[action='?handler=Supplement'] textarea")!.GetAttribute("name")!;
        await maria.SubmitAsync(new() { [answer] = "Due metri per uno" }, form: "form[action='?handler=Supplement']");
        maria.Last!.Status.ShouldBe(HttpStatusCode.OK, maria.Last!.Main);
        await ActAsync(gino, room, "Supplements", new() { ["Items"] = "Il colore", ["Days"] = "20" });
        (await CaseAsync(room)).State.ShouldBe(CaseState.Suspended);
        await ActAsync(gino, room, "Notice", new() { ["Reasons"] = "L'insegna è più grande di quanto il regolamento permette." });
        (await maria.GetAsync(room)).Main.ShouldContain("più grande di quanto il regolamento permette");
        await maria.SubmitAsync(new() { ["Text"] = "La faccio più piccola di mezzo metro." }, form: "form[action='?handler=Observe']");
        maria.Last!.Status.ShouldBe(HttpStatusCode.OK, maria.Last!.Main);
        await ActAsync(gino, room, "Decide", refusal);
    }

    /// <summary>A refusal that is annulled leaves alone what somebody else's case has renewed meanwhile.</summary>
    [Fact]
    public async Task Annulment_OfARefusedRenewal_RevivesNothing_OfAGrantedOneDoes()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var first = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        await DecideAsync(gino, first, Reasons);
        var number = (await EntriesAsync(first)).Single().InWords;
        var renewing = new Dictionary<string, string> { ["tipo"] = "rinnovo", ["rilasciato"] = number };
        var refused = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile", renewing);
        await ActAsync(gino, refused, "Notice", new() { ["Reasons"] = "Il passo non è più visibile dalla strada." });
        await maria.GetAsync(refused);
        await maria.SubmitAsync(new() { ["Text"] = "Poto la siepe domani stesso." }, form: "form[action='?handler=Observe']");
        await ActAsync(gino, refused, "Decide", new() { ["State"] = "Refused", ["Reasons"] = "Il passo non è più visibile dalla strada." });
        var granted = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile", renewing);
        await DecideAsync(gino, granted, Reasons);
        (await EntriesAsync(first)).Single().State.ShouldBe(EntryState.Renewed);

        await ActAsync(gino, refused, "Annul", new() { ["Reasons"] = Wrong });
        (await EntriesAsync(first)).Single().State.ShouldBe(EntryState.Renewed, "another case renewed it");
        await ActAsync(gino, granted, "Annul", new() { ["Reasons"] = Wrong });
        (await EntriesAsync(first)).Single().State.ShouldBe(EntryState.InForce);
        (await EntriesAsync(granted)).Single().State.ShouldBe(EntryState.Annulled);
    }

    /// <summary>The paper of a decision that was contested before it was made joins the case, and closes nothing.</summary>
    [Fact]
    public async Task Paper_ThatIsMadeAfterTheCaseOpenedAgain_DoesNotCloseIt()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var room = await ApplicationSample.SubmitAsync(town, maria, "passo-carrabile");
        await town.JobsDoneAsync();
        town.Renderer.Gone = true;
        try
        {
            await DecideAsync(gino, room, Reasons);
            await ActAsync(gino, room, "Annul", new() { ["Reasons"] = Wrong });
        }
        finally
        {
            town.Renderer.Gone = false;
        }
        await town.JobsDoneAsync();
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();
    }
}

public sealed class DecisionOnSqlite(SqliteTown town) : DecisionTests(town), IClassFixture<SqliteTown>;

public sealed class DecisionOnPostgres(PostgresTown town) : DecisionTests(town), IClassFixture<PostgresTown>;

/// <summary>Rules of decisions without a database.</summary>
public sealed class DecisionRulesTests
{
    /// <summary>Annulled on this day, what was granted on that day may be annulled until: art. 21-nonies L. 241/1990 as it stood.</summary>
    [Theory]
    [InlineData("2025-10-01", "2025-12-17", "2026-10-01")]
    [InlineData("2025-10-01", "2025-12-18", "2026-04-01")]
    [InlineData("2020-01-31", "2021-05-31", "2021-07-31")]
    [InlineData("2020-01-31", "2021-06-01", "2021-01-31")]
    [InlineData("2026-08-31", "2026-11-28", "2027-02-28")]
    public void SelfCorrection_LastDay_FollowsTheLawOfTheDay(string granted, string today, string last) =>
        SelfCorrection.LastDay(DateOnly.Parse(granted, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("    - { id: esito, type: text, label: { it: Esito, en: Outcome } }", "esito", "type: choices", "servono le risposte («choices»)")]
    [InlineData("    - { id: oggetto, type: text, label: { it: Esito, en: Outcome } }", "oggetto", "", "la domanda «oggetto» c'è due volte")]
    [InlineData("    - { id: esito, type: file, formats: [pdf], label: { it: Esito, en: Outcome } }", "esito", "", "i file si allegano alla decisione senza una domanda")]
    [InlineData("    - { id: esito, type: testo, label: { it: Esito, en: Outcome } }", "esito", "", "«testo» non è un tipo di domanda: forse «text»")]
    [InlineData("    - { id: esito, type: text, when: { question: nessuna, is: si }, label: { it: Esito, en: Outcome } }", "esito", "", "dipende da «nessuna», che non viene prima")]
    [InlineData("    - { id: esito, type: text, label: { it: Esito, en: Outcome } }", "esitto", "", "il segnaposto «{decisione:esitto}» non si conosce: forse «decisione:esito»")]
    public void OfficersQuestion_ThatIsWrong_LeavesTheFileOut(string question, string named, string instead, string reason)
    {
        if (instead.Length > 0) question = question.Replace("type: text", instead, StringComparison.Ordinal);
        var text = ModelSample.Good.Replace("  handler: register.entry", $"  handler: register.entry\n  decision:\n{question}", StringComparison.Ordinal)
            .Replace("  refused: |\n", $"  refused: |\n    {{decisione:{named}}}\n", StringComparison.Ordinal);
        var (model, faults) = ModelSample.Read(text, ModelSample.File);
        model.ShouldBeNull();
        faults.Select(fault => fault.Reason).ShouldContain(said => said.Contains(reason, StringComparison.Ordinal), string.Join('\n', faults.Select(fault => fault.Reason)));
    }
}
