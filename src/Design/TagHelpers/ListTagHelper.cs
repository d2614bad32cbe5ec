using Liburia.Design.Lists;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>
/// A list with its filter, its order, its pages and its export, drawn from what the page declares (<see cref="ListOf{T}"/>). What stands inside is the bar for
/// acts on many rows: the form named by <c>form</c>, which the boxes of the rows belong to wherever they stand.
/// </summary>
[HtmlTargetElement("it-list", Attributes = "of")]
public sealed class ListTagHelper(IHtmlHelper html) : TagHelper
{
    public ListView Of { get; set; } = null!;

    /// <summary>The form the chosen rows are sent with.</summary>
    public string? Form { get; set; }

    /// <summary>The name of the boxes; the error summary leads to it.</summary>
    public string Name { get; set; } = "Ids";

    /// <summary>The name of the box that stands for all that was found, on every page; none where an act takes only the rows one sees.</summary>
    public string? All { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ((IViewContextAware)html).Contextualize(ViewContext);
        var bar = await output.GetChildContentAsync();
        output.TagName = null;
        output.Content.SetHtmlContent(await html.PartialAsync("/Pages/Shared/_List.cshtml", new ListDrawing(Of, bar.IsEmptyOrWhiteSpace ? null : bar, Form, Name, All)));
    }
}

/// <summary>What the list's partial draws.</summary>
public sealed record ListDrawing(ListView List, TagHelperContent? Bar, string? Form, string Name, string? All);
