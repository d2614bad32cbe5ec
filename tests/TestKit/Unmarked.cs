using System.Net;
using AngleSharp.Html.Dom;
using Shouldly;

namespace Liburia.TestKit;

/// <summary>Forms that rest on what was read, sent without the mark of it.</summary>
public static class Unmarked
{
    /// <summary>Sends each such form of a page: it is refused with words, and shown with its mark, so that it may be sent again. Answers how many there were.</summary>
    /// <param name="fields">What else is filled in.</param>
    public static async Task<int> SendAllAsync(Browser who, string path, Dictionary<string, string>? fields = null)
    {
        var forms = (await who.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Page.QuerySelectorAll("form[method=post]").OfType<IHtmlFormElement>()
            .Where(form => form.QuerySelector("input[name=Seen]") is not null).ToList();
        foreach (var form in forms)
        {
            var sent = Browser.FieldsOf(form);
            foreach (var (name, value) in fields ?? []) sent[name] = value;
            foreach (var seen in (string?[])[null, ""])
            {
                sent.Remove("Seen");
                if (seen is not null) sent["Seen"] = seen;
                var refused = (await who.PostAsync(path + form.GetAttribute("action"), sent, follow: false)).ShouldBe(HttpStatusCode.BadRequest);
                refused.Main.ShouldContain("non dice su che cosa si basa", customMessage: form.GetAttribute("action") ?? path);
                refused.Page.QuerySelector("input[name=Seen]")!.GetAttribute("value")!.Length.ShouldBeGreaterThan(0);
            }
        }
        return forms.Count;
    }
}
