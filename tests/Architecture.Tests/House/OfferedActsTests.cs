using System.Net;
using System.Reflection;
using Liburia.Platform.Organization;
using Liburia.Procedures.Pages.Desk;
using Liburia.Procedures.Pages.Mine;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What the page of a case does not offer, in the state the case is in, is refused whoever sends it: in words, with nothing changed.</summary>
[Slow("Every act of a case in every state that does not offer it, with all rows compared after each.")]
public abstract class OfferedActsTests(Town town)
{
    private const string Report = "segnalazione-disservizio", Access = "accesso-agli-atti", Driveway = "passo-carrabile",
        Civic = "accesso-civico-generalizzato";
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.";
    /// <summary>What a look writes, and what the house does by itself.</summary>
    private static readonly string[] OfLooking =
        ["platform_sessions", "platform_audit_entries", "platform_audit_details", "platform_audit_heads", "platform_access_records", "platform_fixity_checks",
            "platform_daily_digests", "platform_jobs"];

    private static IReadOnlyList<string> HandlersOf(Type page) => [.. page.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.Name.StartsWith("OnPost", StringComparison.Ordinal)).Select(method => method.Name["OnPost".Length..^"Async".Length])];

    private static bool IsOffered(Answer page, string handler) =>
        page.Page.QuerySelector($"form[action='?handler={handler}'],button[formaction='?handler={handler}']") is not null;

    /// <summary>Sends every act that the page does not offer; says which they were.</summary>
    /// <summary>Sends every act of the desk that its page does not offer.</summary>
    private async Task<List<string>> TryDeskAsync(Browser who, string room, string situation, Dictionary<string, string> fields, bool atOnce = false)
    {
        if (!atOnce) await town.JobsDoneAsync();
        var refused = new List<string>();
        foreach (var page in Pages) refused.AddRange(await TryAtOnceAsync(who, DeskActs.PathOf(room, HandlersOf(page)[0]), page, situation, fields));
        return refused;
    }

    /// <summary>Every page of the desk with an act of a case.</summary>
    private static readonly IReadOnlyList<Type> Pages =
        [.. typeof(CaseActs).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CaseActs)) && type != typeof(GrantedModel)).OrderBy(type => type.Name)];

    private async Task<List<string>> TryAsync(Browser who, string path, Type model, string situation, Dictionary<string, string> fields)
    {
        await town.JobsDoneAsync();
        return await TryAtOnceAsync(who, path, model, situation, fields);
    }

    private async Task<List<string>> TryAtOnceAsync(Browser who, string path, Type model, string situation, Dictionary<string, string> fields)
    {
        var (page, before, refused) = ((await who.GetAsync(path)).ShouldBe(HttpStatusCode.OK), await Rows.OfAsync(town), new List<string>());
        // The protocol's search form has no token; the layout's has.
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var handler in HandlersOf(model).Where(handler => !IsOffered(page, handler)))
        {
            var answer = await who.PostAsync($"{path}?handler={handler}", new(fields) { ["__RequestVerificationToken"] = token }, follow: false);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, $"{situation}: {handler}: {answer.Main}");
            answer.Page.QuerySelector(".alert li, #errori li, #errori a, #errori")!.TextContent.Trim().Length.ShouldBeGreaterThan(20,
                $"{situation}: {handler}");
            (await Rows.OfAsync(town)).ChangedSince(before, OfLooking).ShouldBeEmpty($"{situation}: {handler}");
            refused.Add(handler);
        }
        return refused;
    }

    private Task<(Guid Officer, Guid Office)> TechnicalAsync() => town.ReadAsync("cesa", async db =>
        ((await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == "gino")).Id,
            (await db.Set<Office>().AsNoTracking().FirstAsync(o => o.Name != "Ufficio tecnico")).Id));

    private async Task<Dictionary<string, string>> FieldsAsync(string other)
    {
        var (officer, office) = await TechnicalAsync();
        return new()
        {
            ["Officer"] = $"{officer}",
            ["Office"] = $"{office}",
            ["Reason"] = "Passa a chi se ne occupa",
            ["Items"] = "La larghezza esatta",
            ["Files"] = "Una fotografia",
            ["Days"] = "20",
            ["Question"] = "Si chiede il parere di competenza",
            ["Verdict"] = "Favourable",
            ["Text"] = "Un testo abbastanza lungo da andare bene.",
            ["Who"] = "Impresa Rossi",
            ["Reasons"] = Reasons,
            ["State"] = "Refused",
            ["With"] = other,
            ["done"] = "ammissibilita.0",
            ["item"] = $"{Guid.NewGuid()}",
        };
    }

    [Fact]
    public async Task ActOfTheDesk_ThatTheCaseDoesNotOffer_IsRefusedInWords_AndChangesNothing()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        using var gino = await town.AsStaffAsync("gino");
        using var dario = await town.AsStaffAsync("dario");
        using var anna = await town.AsStaffAsync();
        var place = new Dictionary<string, string> { ["luogo.street"] = "", ["luogo.number"] = "", ["luogo.lat"] = "40.95900", ["luogo.lon"] = "14.22900" };
        var (main, joined, closed) = (await ReportAsync(maria), await ReportAsync(luca), await ReportAsync(maria));
        await DeskActs.ActAsync(gino, joined, "Join", new() { ["With"] = $"{DeskActs.IdOf(main)}" });
        await DeskActs.DecideAsync(gino, closed, Reasons);
        var (access, civic, driveway) = (await ApplicationSample.SubmitAsync(town, maria, Access), await ApplicationSample.SubmitAsync(town, maria, Civic),
            await ApplicationSample.SubmitAsync(town, maria, Driveway));
        var withdrawn = await ApplicationSample.SubmitAsync(town, maria, Driveway);
        await maria.GetAsync(withdrawn);
        await maria.SubmitAsync(form: "form[action='?handler=Withdraw']");
        var fields = await FieldsAsync($"{DeskActs.IdOf(main)}");
        var tried = new HashSet<string>();
        foreach (var (who, room, situation, among) in ((Browser, string, string, string[])[])
            [(dario, access, "an access request", ["Notice", "ThirdParties", "Record", "Join", "Separate", "Certify", "Sampled", "GiveOpinion"]),
                (dario, civic, "a civic access request", ["Notice"]),
            (gino, driveway, "a driveway", ["ThirdParties", "Record", "Join"]),
                (gino, main, "a report", ["Notice", "ThirdParties", "Record", "Separate", "Annul"]),
            (gino, joined, "a joined report", ["Assign", "Tick", "Supplements", "Opinion", "Join", "Decide", "Preview", "TakeCharge"]),
            (gino, closed, "a closed report", ["Assign", "Tick", "Supplements", "Opinion", "Join", "Separate", "Decide", "Preview", "TakeCharge"]),
            (gino, withdrawn, "a withdrawn application", ["Assign", "Tick", "Supplements", "Opinion", "Notice", "Decide", "Preview", "Annul", "TakeCharge"])])
        {
            var refused = await TryDeskAsync(who, room, situation, fields);
            foreach (var act in among) refused.ShouldContain(act, situation);
            tried.UnionWith(refused);
        }
        // One that the rules decide, while its document waits.
        town.Renderer.Gone = true;
        try
        {
            await CertificateSample.ToCheckAsync(maria);
            await maria.SubmitAsync();
            var automatic = maria.Current[..^"/ricevuta".Length];
            var refused = await TryDeskAsync(anna, automatic, "a certificate", fields, atOnce: true);
            foreach (var act in (string[])["Message", "Note", "Assign", "Supplements", "Opinion", "Tick", "Notice", "Decide",
                "Preview"]) refused.ShouldContain(act);
            tried.UnionWith(refused);
            var own = await TryAtOnceAsync(maria, automatic, typeof(RoomModel), "one's own certificate", fields);
            foreach (var act in (string[])["Message", "Withdraw", "Observe", "Contest", "Certificate", "Supplement"]) own.ShouldContain(act);
        }
        finally
        {
            town.Renderer.Gone = false;
        }
        tried.ShouldBe(Pages.SelectMany(HandlersOf), ignoreOrder: true, "every act has a case that does not offer it");

        Task<string> ReportAsync(Browser citizen) => ApplicationSample.SubmitAsync(town, citizen, Report, place);
    }

    [Fact]
    public async Task ActOfTheApplicant_ThatTheRoomDoesNotOffer_IsRefusedInWords_AndChangesNothing()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var gino = await town.AsStaffAsync("gino");
        var closed = await ApplicationSample.SubmitAsync(town, maria, Report);
        await DeskActs.DecideAsync(gino, closed, Reasons);
        var (open, heard) = (await ApplicationSample.SubmitAsync(town, maria, Driveway), await ApplicationSample.SubmitAsync(town, maria, Driveway));
        await DeskActs.ActAsync(gino, heard, "Notice", new() { ["Reasons"] = "Manca il parere della polizia municipale sulla viabilità." });
        await maria.GetAsync(heard);
        await maria.SubmitAsync(new() { ["Text"] = "Il parere c'è, lo allego di nuovo." }, form: "form[action='?handler=Observe']");
        var fields = await FieldsAsync("");
        foreach (var (room, situation, among) in ((string, string, string[])[])
            [(open, "an open application", ["Observe", "Contest", "Certificate", "Supplement"]), (heard, "after one's observations", ["Observe", "Contest"]),
                (closed, "a decided report", ["Observe", "Withdraw", "Certificate"])])
        {
            var refused = await TryAsync(maria, room, typeof(RoomModel), situation, fields);
            foreach (var act in among) refused.ShouldContain(act, situation);
        }
    }
}

public sealed class OfferedActsOnSqlite(SqliteTown town) : OfferedActsTests(town), IClassFixture<SqliteTown>;

public sealed class OfferedActsOnPostgres(PostgresTown town) : OfferedActsTests(town), IClassFixture<PostgresTown>;
