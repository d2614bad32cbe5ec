using System.Net;
using Shouldly;

namespace Liburia.TestKit;

/// <summary>What clerks do on the pages of a case.</summary>
public static class DeskActs
{
    public static Guid IdOf(string room) => Guid.Parse(room.Split('/')[^1]);

    public static string DeskOf(string room) => $"/desk/pratiche/{IdOf(room):n}";

    /// <summary>The page where a case is decided.</summary>
    public static string DecisionPathOf(string room) => $"{DeskOf(room)}/decidi";

    /// <summary>The part of an act's address after that of its case.</summary>
    private static readonly Dictionary<string, string> Addresses = new()
    {
        ["TakeCharge"] = "",
        ["Assign"] = "/assegna",
        ["Tick"] = "/controlli",
        ["Supplements"] = "/integrazione",
        ["Opinion"] = "/chiedi-parere",
        ["GiveOpinion"] = "/parere",
        ["ThirdParties"] = "/controinteressati",
        ["Notice"] = "/preavviso",
        ["Record"] = "/registra",
        ["Join"] = "/riunisci",
        ["Separate"] = "/separa",
        ["Message"] = "/scrivi",
        ["Note"] = "/annota",
        ["Certify"] = "/attestazione",
        ["TakeUpAgain"] = "/riprendi",
        ["Sampled"] = "/campione",
        ["UpToDate"] = "/aggiornata",
        ["Decide"] = "/decidi",
        ["Preview"] = "/decidi",
        ["Annul"] = "/annulla",
    };

    /// <summary>Every act that has a page of its own.</summary>
    public static IReadOnlyCollection<string> WithAPage => [.. Addresses.Where(act => act.Value.Length > 0).Select(act => act.Key)];

    /// <summary>The page of a case that has an act.</summary>
    public static string PathOf(string room, string handler) => DeskOf(room) + Addresses[handler];

    /// <summary>What may be chosen in a list of an act's page, by a part of its words.</summary>
    public static async Task<string> OptionAsync(Browser staff, string room, string handler, string field, string words)
    {
        var options = (await staff.GetAsync(PathOf(room, handler))).Page.QuerySelectorAll($"select[name={field}] option");
        return options.First(option => option.TextContent.Contains(words, StringComparison.Ordinal)).GetAttribute("value")!;
    }

    /// <summary>Grants the case and hands over a file, as the decision form lets the clerk do; what is not in order was seen.</summary>
    public static async Task DecideAsync(Browser staff, string room, string reasons, string state = "Completed")
    {
        var page = await staff.GetAsync(DecisionPathOf(room));
        var fields = DecisionOf(page);
        (fields["State"], fields["Reasons"], fields["Confirmed"]) = (state, reasons, "true");
        var answer = await staff.PostFileAsync($"{DecisionPathOf(room)}?handler=Decide", fields, "Evidence", "consegna.png", ApplicationSample.Png);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Main);
    }

    /// <summary>Records at the counter that what the case owes was paid; nothing where it owes nothing.</summary>
    public static async Task PayAsync(Browser staff, string room)
    {
        var page = await staff.GetAsync(DeskOf(room));
        foreach (var link in page.Page.QuerySelectorAll("main a[href*='/desk/sportello/pagamenti/']").Select(link => link.GetAttribute("href")!).ToList())
        {
            if ((await staff.GetAsync(link)).Page.QuerySelector("main form[method=post]") is null) continue;
            (await staff.SubmitAsync(new() { ["Means"] = "carta", ["Reference"] = "POS 1" })).Status.ShouldBe(HttpStatusCode.OK, staff.Last!.Main);
        }
    }

    /// <summary>What the decision form holds as it stands: also the words of public registers, as they are proposed.</summary>
    public static Dictionary<string, string> DecisionOf(Answer page) => Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("form[action='?handler=Decide']")!);

    /// <summary>The mark of what the page shows; empty where it offers nothing that rests on it.</summary>
    public static string SeenOn(Answer page) => page.Page.QuerySelector("input[name=Seen]")?.GetAttribute("value") ?? "";

    /// <summary>Does one act of a case on its page, with the token of that page; who decides has seen what is not in order.</summary>
    public static async Task<Answer> ActAsync(Browser staff, string room, string handler, Dictionary<string, string> fields, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var page = await staff.GetAsync(PathOf(room, handler));
        var sent = page.Page.QuerySelector("form[action='?handler=Decide']") is not null ? new Dictionary<string, string>(DecisionOf(page)) { ["Confirmed"] = "true" }
            : new() { ["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! };
        sent["Seen"] = SeenOn(page);
        foreach (var (name, value) in fields) sent[name] = value;
        var answer = await staff.PostAsync($"{PathOf(room, handler)}?handler={handler}", sent);
        answer.Status.ShouldBe(expected, answer.Main);
        return answer;
    }
}
