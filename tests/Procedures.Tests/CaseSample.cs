using System.Net;
using Liburia.TestKit;
using Shouldly;

namespace Liburia.Procedures.Tests;

/// <summary>A case from both its sides, by the path of its room.</summary>
internal static class CaseSample
{
    public static Guid IdOf(string room) => Guid.Parse(room.Split('/')[^1]);

    public static string DeskOf(string room) => $"/desk/pratiche/{IdOf(room):n}";

    /// <summary>Does one act on the case page, with the token of that page.</summary>
    public static async Task<Answer> ActAsync(Browser staff, string room, string handler, Dictionary<string, string> fields, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var page = await staff.GetAsync(DeskOf(room));
        fields = new(fields) { ["__RequestVerificationToken"] = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! };
        var answer = await staff.PostAsync($"{DeskOf(room)}?handler={handler}", fields);
        answer.Status.ShouldBe(expected, answer.Main);
        return answer;
    }
}
