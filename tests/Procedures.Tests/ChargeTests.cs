using System.Diagnostics;
using System.Net;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Charges;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>What one pays: before an application is filed, before what was granted is issued, afterwards; recorded at the counter; nothing paid and undone.</summary>
public abstract class ChargeTests(Town town)
{
    private const string Driveway = "passo-carrabile", Land = "occupazione-suolo-pubblico", ToPay = "Da pagare prima di inviare";
    private const long Inspection = 25_00;

    /// <summary>The Comune asks for the inspection, or does not.</summary>
    private Task AskAsync(long? cents, bool isOffered = true) => town.InAsync("cesa", async services =>
    {
        var db = services.GetRequiredService<AppDb>();
        await db.Set<AdoptedModel>().Where(a => a.Slug == Driveway).ExecuteDeleteAsync();
        var deviations = cents is { } fee ? new Deviations(new Dictionary<string, long> { ["sopralluogo"] = fee }) : Deviations.None;
        db.Add(new AdoptedModel { Slug = Driveway, ModelVersion = 1, Enabled = isOffered, Deviations = deviations.ToJson(), Reason = "regolamento", AdoptedBy = "Dario" });
        return await db.SaveChangesAsync();
    });

    /// <summary>Fills the form and sends it, as far as the payment.</summary>
    private async Task<Guid> ReadyAsync(Browser citizen)
    {
        (await ApplicationSample.ToCheckAsync(town, citizen, Driveway)).Heading.ShouldBe("Controlla e invia");
        (await citizen.SubmitAsync()).Heading.ShouldBe(ToPay);
        return Guid.Parse(citizen.Current.Split('/')[^2]);
    }

    private Task<Charge> OwedAsync(Guid draft) => town.ReadAsync("cesa", db => db.Set<Charge>().AsNoTracking().SingleAsync(c => c.DraftId == draft && c.State == ChargeState.Owed));

    private Task<List<Charge>> OfAsync(Guid caseId) => town.ReadAsync("cesa", db => db.Set<Charge>().AsNoTracking().Where(c => c.CaseId == caseId).OrderBy(c => c.Number).ToListAsync());

    private Task<Guid?> FiledAsync(Guid draft) => town.ReadAsync("cesa", db => db.Set<ApplicationDraft>().AsNoTracking().Where(d => d.Id == draft).Select(d => d.SubmittedCaseId).SingleAsync());

    private Task<Case> CaseAsync(string room) => town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().SingleAsync(c => c.Id == DeskActs.IdOf(room)));

    [Fact]
    public async Task Nothing_IsOwed_AndHasItsReceipt()
    {
        town.Require();
        await AskAsync(null);
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        var room = await ApplicationSample.SubmitAsync(town, amina, Driveway);
        var paid = (await OfAsync(DeskActs.IdOf(room))).ShouldHaveSingleItem();
        (paid.Cents, paid.State).ShouldBe((0L, ChargeState.Settled));
        (await amina.GetAsync("/area-personale/pagamenti")).Main.ShouldContain("niente da pagare");
        var receipt = await amina.GetAsync($"/area-personale/pagamenti/{paid.Id:n}");
        receipt.Heading.ShouldBe($"Ricevuta del pagamento {paid.InWords}");
        receipt.Main.ShouldContain("0,00 €");
        (await amina.GetAsync(room)).Main.ShouldContain("0,00 €: niente da pagare");
    }

    [Fact]
    public async Task OnFiling_TheApplicationIsFiledByItsPayment_AndNotBefore()
    {
        town.Require();
        await AskAsync(Inspection);
        using var maria = await town.AsCitizenAsync();
        var draft = await ReadyAsync(maria);
        maria.Last!.Main.ShouldContain("25,00 €");
        maria.Last!.Main.ShouldContain("La domanda non è ancora presentata");
        (await FiledAsync(draft)).ShouldBeNull();
        var owed = await OwedAsync(draft);
        maria.Last!.Page.QuerySelector("[data-charge]")!.TextContent.ShouldBe(owed.InWords);
        // Sent again, nothing is asked twice.
        await maria.GetAsync($"/servizi/{Driveway}/domanda/{draft:n}/riepilogo");
        (await maria.SubmitAsync()).Heading.ShouldBe(ToPay);
        (await OwedAsync(draft)).Id.ShouldBe(owed.Id);
        (await maria.GetAsync("/area-personale")).Main.ShouldContain("Completa: parte quando è pagata");

        using var bruno = await town.AsStaffAsync("bruno");
        var found = await bruno.GetAsync($"/desk/sportello/pagamenti?codice={Uri.EscapeDataString(owed.InWords)}");
        found.Main.ShouldContain("De Luca Maria");
        await bruno.GetAsync(found.Page.QuerySelector("main li a")!.GetAttribute("href")!);
        var stale = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)bruno.Last!.Page.QuerySelector("main form[method=post]")!);
        foreach (var (fields, field, words) in Wrong())
            (await bruno.PostAsync(bruno.Current.Split('?')[0], new Dictionary<string, string>(stale.Concat(fields).GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Last().Value))))
                .ShouldBe(HttpStatusCode.BadRequest).ErrorOf(field).ShouldContain(words);
        (await Unmarked.SendAllAsync(bruno, $"/desk/sportello/pagamenti/{owed.Id:n}", new() { ["Means"] = "carta", ["Reference"] = "POS 1" })).ShouldBe(1);
        (await FiledAsync(draft)).ShouldBeNull("nothing wrong files anything");

        var done = await PayAsync(bruno, owed.Id);

        done.Main.ShouldContain("La domanda è presentata");
        var filed = (await FiledAsync(draft)).ShouldNotBeNull();
        done.Page.QuerySelector("[data-protocol]").ShouldNotBeNull();
        (await OfAsync(filed)).ShouldHaveSingleItem().State.ShouldBe(ChargeState.Settled);
        (await maria.GetAsync($"/area-personale/pratiche/{filed:n}/ricevuta")).Heading.ShouldBe("Domanda ricevuta");
        (await maria.GetAsync($"/servizi/{Driveway}/domanda/{draft:n}/pagamento")).Heading.ShouldBe("Domanda ricevuta");
        (await maria.GetAsync($"/area-personale/pagamenti/{owed.Id:n}")).Main.ShouldContain("POS 1234");
        // Who looked for the payment is written where Maria reads it.
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("Pagamenti da fare");
        // A colleague who had the page open sees that it is done.
        (await bruno.PostAsync($"/desk/sportello/pagamenti/{owed.Id:n}", new(stale) { ["Means"] = "carta", ["Reference"] = "POS 9999" })).ShouldBe(HttpStatusCode.Conflict)
            .Main.ShouldContain("Nel frattempo un collega ha cambiato questo pagamento");
        // Nobody else's payment is there.
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        (await luca.GetAsync($"/area-personale/pagamenti/{owed.Id:n}")).ShouldBe(HttpStatusCode.NotFound);
        (await luca.GetAsync("/area-personale/pagamenti")).Main.ShouldNotContain(owed.InWords);
        (await bruno.GetAsync("/desk/sportello/pagamenti?codice=abc")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scrivi un numero come 12/2026");
    }

    private IEnumerable<(Dictionary<string, string> Fields, string Field, string Words)> Wrong()
    {
        var tomorrow = LegalTime.Today(town.Clock).AddDays(1).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);
        yield return (new() { ["Means"] = "", ["Reference"] = "POS 1" }, "Means", "Scegli come è stato pagato");
        yield return (new() { ["Means"] = "gettoni", ["Reference"] = "POS 1" }, "Means", "Scegli come è stato pagato");
        yield return (new() { ["Means"] = "carta", ["Reference"] = " " }, "Reference", "Scrivi il numero della ricevuta");
        yield return (new() { ["Means"] = "carta", ["Reference"] = new string('1', 101) }, "Reference", "al massimo 100 caratteri");
        yield return (new() { ["Means"] = "carta", ["Reference"] = "POS 1", ["On"] = tomorrow }, "On", "non può essere nel futuro");
        yield return (new() { ["Means"] = "carta", ["Reference"] = "POS 1", ["On"] = "" }, "On", "Scrivi il giorno");
    }

    [Fact]
    public async Task OnFiling_ChangedMeanwhile_IsAskedAnew_AndTheOldOneIsNoLongerTaken()
    {
        town.Require();
        await AskAsync(Inspection);
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var draft = await ReadyAsync(luca);
        var old = await OwedAsync(draft);
        // Who leafs through it changes nothing.
        await luca.GetAsync($"/servizi/{Driveway}/domanda/{draft:n}/misure");
        await luca.SubmitAsync();
        (await OwedAsync(draft)).Id.ShouldBe(old.Id);
        await luca.GetAsync($"/servizi/{Driveway}/domanda/{draft:n}/misure");
        await luca.SubmitAsync(new() { ["larghezza"] = "300" });
        using var bruno = await town.AsStaffAsync("bruno");
        (await SettleAsync(old.Id, "POS 1")).ShouldBe("Non è più da pagare: la domanda è stata modificata.");
        // Who had paid it meanwhile has it back.
        var late = await bruno.GetAsync($"/desk/sportello/pagamenti?codice={Uri.EscapeDataString(old.InWords)}");
        await bruno.GetAsync(late.Page.QuerySelector("main li a")!.GetAttribute("href")!);
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)bruno.Last!.Page.QuerySelector("main form[method=post]")!);
        (form["Means"], form["Reference"]) = ("bonifico", "CRO 1");
        (await bruno.PostAsync($"/desk/sportello/pagamenti/{old.Id:n}", form)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Non è più da pagare");
        (await bruno.PostAsync($"/desk/sportello/pagamenti/{old.Id:n}?handler=Refundable", form)).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("da rimborsare: la domanda è stata modificata");
        // The Comune raises the sum: the next sending asks for the new one alone.
        await AskAsync(Inspection + 10_00);
        await luca.GetAsync($"/servizi/{Driveway}/domanda/{draft:n}/riepilogo");
        (await luca.SubmitAsync()).Main.ShouldContain("35,00 €");
        await PayAsync(bruno, (await OwedAsync(draft)).Id);
        (await FiledAsync(draft)).ShouldNotBeNull();
    }

    [Fact]
    public async Task OnFiling_WhenItCanBeFiledNoMore_TheMoneyIsOwedBack_AndGivenBack()
    {
        town.Require();
        await AskAsync(Inspection);
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        var draft = await ReadyAsync(amina);
        var owed = await OwedAsync(draft);
        using var bruno = await town.AsStaffAsync("bruno");
        // While it can be filed nobody takes the money for nothing.
        await bruno.GetAsync($"/desk/sportello/pagamenti/{owed.Id:n}");
        var early = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)bruno.Last!.Page.QuerySelector("main form[method=post]")!);
        (early["Means"], early["Reference"]) = ("carta", "POS 1");
        (await bruno.PostAsync($"/desk/sportello/pagamenti/{owed.Id:n}?handler=Refundable", early)).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("si può ancora fare");
        await AskAsync(Inspection, isOffered: false);
        var refused = await PayAsync(bruno, owed.Id, HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("non si può usare online");
        refused.Page.QuerySelector("input[name=Reference]")!.GetAttribute("value").ShouldBe("POS 1234", "what was typed stays");
        (await OwedAsync(draft)).State.ShouldBe(ChargeState.Owed, "what is refused stores nothing");

        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)refused.Page.QuerySelector("main form[method=post]")!);
        var back = await bruno.PostAsync($"/desk/sportello/pagamenti/{owed.Id:n}?handler=Refundable", form);
        back.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("da rimborsare");
        (await amina.GetAsync($"/area-personale/pagamenti/{owed.Id:n}")).Main.ShouldContain("da rimborsare");
        (await FiledAsync(draft)).ShouldBeNull();
        var given = await bruno.SubmitAsync(new() { ["Means"] = "bonifico", ["Reference"] = "CRO 77" });
        given.ShouldBe(HttpStatusCode.OK).Main.ShouldContain("rimborsato il");
        await AskAsync(Inspection);
    }

    [Fact]
    public async Task OnFiling_WhenTheDelegateMayActNoMore_IsNotFiled_AndTheMoneyIsOwedBack()
    {
        town.Require();
        await AskAsync(Inspection);
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var code = (await luca.GetAsync("/area-personale")).Page.QuerySelector("main .font-monospace")!.TextContent;
        await maria.GetAsync("/area-personale/deleghe");
        (await maria.SubmitAsync(new() { ["TaxCode"] = code, ["Name"] = "Luca Ferrara", ["Services"] = Driveway }, "main form[method=post]:not([action])")).ShouldBe(HttpStatusCode.OK);
        await luca.GetAsync("/area-personale/deleghe");
        await luca.SubmitAsync(form: "form[action='?handler=Accept']");
        var key = (await luca.GetAsync("/area-personale/per-chi")).Page.QuerySelectorAll("input[name=Key]").Select(radio => radio.GetAttribute("value")!).Single(value => value != "io");
        await luca.SubmitAsync(new() { ["Key"] = key }, "main form[method=post]:not([action])");
        var draft = await ReadyAsync(luca);
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("Domanda: Passo carrabile");
        await maria.GetAsync("/area-personale/deleghe");
        await maria.SubmitAsync(form: "form[action='?handler=End']");
        using var bruno = await town.AsStaffAsync("bruno");
        var refused = await PayAsync(bruno, (await OwedAsync(draft)).Id, HttpStatusCode.BadRequest);
        refused.Main.ShouldContain("Luca Ferrara non può più agire per De Luca Maria");
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)refused.Page.QuerySelector("main form[method=post]")!);
        (await bruno.PostAsync($"{bruno.Current.Split('?')[0]}?handler=Refundable", form)).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("da rimborsare");
        (await FiledAsync(draft)).ShouldBeNull();
    }

    /// <summary>The payment of what waits is stored with what it files, or not at all: undone at each command in turn, and told again.</summary>
    [Fact]
    public async Task OnFiling_UndoneAtEveryStep_IsNeverPaidAndUnfiled_NorFiledAndUnpaid()
    {
        town.Require();
        await AskAsync(Inspection);
        using var maria = await town.AsCitizenAsync();
        var draft = await ReadyAsync(maria);
        var owed = await OwedAsync(draft);
        var steps = 0;
        for (var failing = 1; ; failing++)
        {
            using var fault = new FailingCommand(failing);
            var told = await SettleAsync(owed.Id, "POS 55");
            fault.Dispose();
            var (state, filed) = ((await town.ReadAsync("cesa", db => db.Set<Charge>().AsNoTracking().SingleAsync(c => c.Id == owed.Id))).State, await FiledAsync(draft));
            (state == ChargeState.Settled).ShouldBe(filed is not null, $"after a fault at command {failing}");
            if (told is null) break;
            fault.HasFailed.ShouldBeTrue(told);
            filed.ShouldBeNull();
            steps++;
        }
        steps.ShouldBeGreaterThan(15, "the write has many steps, and each was undone once");
        (await town.ReadAsync("cesa", db => db.Set<Case>().CountAsync(c => c.Id == db.Set<ApplicationDraft>().Single(d => d.Id == draft).SubmittedCaseId))).ShouldBe(1);
        // The answer was lost and the payment is told once more.
        (await SettleAsync(owed.Id, "POS 55")).ShouldBeNull();
        (await SettleAsync(owed.Id, "POS 56")).ShouldNotBeNull().ShouldContain("È già stato pagato");
    }

    /// <returns>Why it was refused or failed; none where it is stored.</returns>
    private Task<string?> SettleAsync(Guid charge, string reference) => town.InAsync("cesa", async services =>
    {
        try
        {
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                await services.GetRequiredService<ICharges>().SettleAsync(charge, new PaymentMade("carta", reference, LegalTime.Today(town.Clock), "prova"));
                return true;
            });
            return (string?)null;
        }
        catch (RuleBroken refused)
        {
            return refused.Text.It;
        }
        catch (Exception fault) when (fault.GetBaseException() is InjectedFault)
        {
            return "undone";
        }
    });

    [Fact]
    public async Task OnIssue_GrantedLand_WaitsForItsFee_AndIsIssuedAsItWasDecided()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Land);
        using var gino = await town.AsStaffAsync("gino");
        (await DeskActs.ActAsync(gino, room, "Preview", new() { ["State"] = "Completed" })).Main.ShouldContain("Che cosa si paga");
        await DeskActs.DecideAsync(gino, room, "");

        var waits = await CaseAsync(room);
        (waits.State, waits.IsOpen, waits.DecisionNumber).ShouldBe((CaseState.AwaitingPayment, true, null));
        waits.SilentOn.ShouldBeNull();
        waits.DueOn.ShouldBe(LegalTime.Today(town.Clock).AddDays(30));
        (await EntriesAsync(room)).ShouldBe(0, "nothing is in the register before it is paid");
        var owed = (await OfAsync(waits.Id)).ShouldHaveSingleItem();
        var shown = (await maria.GetAsync(room)).Main;
        shown.ShouldContain("La tua domanda è accolta");
        shown.ShouldContain(Say.Euro(owed.Cents));
        // Two decide: the second sees what is waiting.
        var again = await DeskActs.ActAsync(gino, room, "Decide", new() { ["State"] = "Refused", ["Reasons"] = "Un ripensamento che arriva tardi." }, HttpStatusCode.BadRequest);
        again.Main.ShouldContain("aspetta il pagamento");
        (await gino.GetAsync("/desk/pratiche?stato=da-pagare")).Main.ShouldContain(waits.ProtocolNumber);

        using var bruno = await town.AsStaffAsync("bruno");
        await PayAsync(bruno, owed.Id);

        var issued = await CaseAsync(room);
        (issued.State, issued.IsOpen).ShouldBe((CaseState.Completed, false));
        issued.DecisionNumber.ShouldNotBeNull();
        (await EntriesAsync(room)).ShouldBe(1);
        await town.JobsDoneAsync();
        (await maria.GetAsync(room)).Main.ShouldContain("Il documento è pronto");
        var paper = await town.ReadAsync("cesa", db => db.Set<OwedPaper>().AsNoTracking().SingleAsync(p => p.CaseId == issued.Id));
        paper.Json.ShouldContain("Gino");
        paper.Json.ShouldNotContain("Bruno");
        // Taken back in self-correction, the fee is owed back.
        await DeskActs.ActAsync(gino, room, "Annul", new() { ["Reasons"] = "L'area era già concessa ad altri: la decisione va annullata." });
        (await OfAsync(waits.Id)).ShouldHaveSingleItem().State.ShouldBe(ChargeState.ToRefund);
        (await maria.GetAsync(room)).Main.ShouldContain("da rimborsare");
    }

    [Fact]
    public async Task OnIssue_WithdrawnWhileItWaits_NothingIsOwed_AndSilenceSaysNothing()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, Land);
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.DecideAsync(gino, room, "");
        var owed = (await OfAsync(DeskActs.IdOf(room))).ShouldHaveSingleItem();
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            (await db.Set<Case>().CountAsync(c => c.Id == DeskActs.IdOf(room) && c.SilentOn != null)).ShouldBe(0);
            var item = await db.Set<Case>().FirstAsync(c => c.Id == DeskActs.IdOf(room));
            await services.GetRequiredService<CaseClock>().SetAsync(item);
            (item.State, item.SilentOn).ShouldBe((CaseState.AwaitingPayment, null));
            return true;
        });
        await luca.GetAsync(room);
        (await luca.SubmitAsync(form: "form[action='?handler=Withdraw']")).ShouldBe(HttpStatusCode.OK);
        (await CaseAsync(room)).State.ShouldBe(CaseState.Withdrawn);
        (await SettleAsync(owed.Id, "POS 1")).ShouldBe("Non è più da pagare: domanda ritirata.");
    }

    [Fact]
    public async Task OnIssue_TakenUpAgain_OwesNothing_AndIsExaminedAnew()
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        var room = await ApplicationSample.SubmitAsync(town, amina, Land);
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.DecideAsync(gino, room, "");
        // Not while there is time to pay: what was granted is not taken back at will.
        async Task<Answer> AgainAsync(HttpStatusCode expected) => await DeskActs.ActAsync(gino, room, "TakeUpAgain", new() { ["Reason"] = "non è stata pagata" }, expected);
        (await AgainAsync(HttpStatusCode.BadRequest)).Main.ShouldContain("prima non si riprende");
        await town.ReadAsync("cesa", db => db.Set<Case>().Where(c => c.Id == DeskActs.IdOf(room)).ExecuteUpdateAsync(set => set.SetProperty(c => c.DueOn, LegalTime.Today(town.Clock).AddDays(-1))));
        // Who has not paid yet keeps nobody waiting: the office is not late.
        (await gino.GetAsync("/desk/pratiche?stato=ritardo")).Main.ShouldNotContain((await CaseAsync(room)).ProtocolNumber);
        await AgainAsync(HttpStatusCode.OK);
        var item = await CaseAsync(room);
        (item.State, item.ReopenedOn).ShouldBe((CaseState.Submitted, LegalTime.Today(town.Clock)));
        item.DueOn.ShouldBeGreaterThan(LegalTime.Today(town.Clock));
        (await OfAsync(item.Id)).ShouldHaveSingleItem().State.ShouldBe(ChargeState.Cancelled);
        // Granted once more, it is asked for once more and paid.
        await DeskActs.DecideAsync(gino, room, "");
        using var bruno = await town.AsStaffAsync("bruno");
        await PayAsync(bruno, (await OfAsync(item.Id)).Single(c => c.State == ChargeState.Owed).Id);
        (await CaseAsync(room)).State.ShouldBe(CaseState.Completed);
    }

    [Theory]
    [InlineData(149_999, 1)]
    [InlineData(150_000, 4)]
    [InlineData(150_003, 4)]
    public async Task Instalments_FromTheSumOn_MakeTheWhole_AndTheFirstIssues(long cents, int parts)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Land);
        await town.InAsync("cesa", async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            var deviations = new Deviations(new Dictionary<string, long> { ["canone"] = cents }).ToJson();
            return await db.Set<Case>().Where(c => c.Id == DeskActs.IdOf(room)).ExecuteUpdateAsync(set => set.SetProperty(c => c.Deviations, deviations));
        });
        using var gino = await town.AsStaffAsync("gino");
        await DeskActs.DecideAsync(gino, room, "");
        var first = (await OfAsync(DeskActs.IdOf(room))).ShouldHaveSingleItem();
        using var bruno = await town.AsStaffAsync("bruno");
        await PayAsync(bruno, first.Id);
        (await CaseAsync(room)).State.ShouldBe(CaseState.Completed);
        var all = await OfAsync(DeskActs.IdOf(room));
        all.Count.ShouldBe(parts);
        all.Sum(c => c.Cents).ShouldBe(cents);
        all.Skip(1).ShouldAllBe(c => c.State == ChargeState.Owed && c.Cents <= first.Cents);
        all.Select(c => c.DueOn).ShouldBe(Enumerable.Range(0, parts).Select(first.DueOn.AddMonths));
    }

    private Task<int> EntriesAsync(string room) => town.ReadAsync("cesa", db => db.Set<RegisterEntry>().CountAsync(e => e.CaseId == DeskActs.IdOf(room)));

    private static async Task<Answer> PayAsync(Browser staff, Guid charge, HttpStatusCode expected = HttpStatusCode.OK)
    {
        await staff.GetAsync($"/desk/sportello/pagamenti/{charge:n}");
        return (await staff.SubmitAsync(new() { ["Means"] = "carta", ["Reference"] = "POS 1234" })).ShouldBe(expected);
    }

    private sealed class InjectedFault() : Exception("Injected.");

    /// <summary>Breaks the n-th command of the database that this flow of control sends.</summary>
    private sealed class FailingCommand : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private static readonly AsyncLocal<FailingCommand?> Current = new();
        private readonly List<IDisposable> subscriptions = [];
        private int left;

        public FailingCommand(int number)
        {
            (left, Current.Value) = (number, this);
            subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public bool HasFailed { get; private set; }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (Current.Value != this || (value.Key != RelationalEventId.CommandExecuting.Name && value.Key != RelationalEventId.TransactionCommitting.Name)) return;
            if (--left != 0) return;
            HasFailed = true;
            throw new InjectedFault();
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose()
        {
            Current.Value = null;
            foreach (var subscription in subscriptions) subscription.Dispose();
        }
    }
}

public sealed class ChargeOnSqlite(SqliteTown town) : ChargeTests(town), IClassFixture<SqliteTown>;
public sealed class ChargeOnPostgres(PostgresTown town) : ChargeTests(town), IClassFixture<PostgresTown>;
