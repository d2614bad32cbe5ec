using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Liburia.Design.TagHelpers;

/// <summary>
/// What somebody typed into a form that was refused and that the page draws no more, because things changed meanwhile or the page is another one: it is
/// shown, so that it is not lost. Texts alone: choices and codes are made again, and words of access are never shown.
/// </summary>
public static class Unsent
{
    private const int Shortest = 8;
    private static readonly object Key = new();

    /// <summary>The page has a field that shows what was sent under this name.</summary>
    internal static void Drawn(HttpContext http, string name) => Names(http).Add(name);

    public static IReadOnlyList<string> Of(ViewContext view)
    {
        var http = view.HttpContext;
        if (!HttpMethods.IsPost(http.Request.Method) || (view.ModelState.IsValid && http.Response.StatusCode < 400) || http.Features.Get<IFormFeature>()?.Form is not { } form) return [];
        return [.. form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal) && !field.Key.Contains("Password", StringComparison.OrdinalIgnoreCase) && !Names(http).Contains(field.Key))
            .Select(field => field.Value.ToString().Trim()).Where(text => text.Length >= Shortest && text.Any(char.IsWhiteSpace)).Distinct()];
    }

    private static HashSet<string> Names(HttpContext http) => (HashSet<string>)(http.Items[Key] ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase));
}
