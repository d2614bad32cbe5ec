using System.Globalization;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>
/// A day, typed as gg/mm/aaaa in one field (a calendar is slow for a date of birth). For a property of kind <see cref="DateOnly"/>,
/// nullable or not, or of text; a date that was never set shows as empty.
/// </summary>
[HtmlTargetElement("it-date", Attributes = "field", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-date", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DateTagHelper : FieldTagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (string.IsNullOrEmpty(Hint)) Hint = Say.T("gg/mm/aaaa, per esempio 03/11/2026", "dd/mm/yyyy, for example 03/11/2026");
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass(Error is null ? "form-control lb-short" : "form-control lb-short is-invalid");
        (input.Attributes["id"], input.Attributes["name"], input.Attributes["type"], input.Attributes["value"]) = (Id, Name, "text", Shown());
        (input.Attributes["maxlength"], input.Attributes["autocomplete"]) = ("10", "off");
        Write(output, input);
    }

    private string Shown()
    {
        if (ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is { } attempted) return attempted;
        return For?.Model switch
        {
            DateOnly day when day == default => "",
            DateOnly day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
            _ => Value,
        };
    }
}

/// <summary>Some lines of text; <c>rows</c> and <c>maxlength</c> (in characters) pass to the control.</summary>
[HtmlTargetElement("it-textarea", Attributes = "field", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-textarea", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TextareaTagHelper : FieldTagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var area = new TagBuilder("textarea");
        area.AddCssClass(Error is null ? "form-control" : "form-control is-invalid");
        (area.Attributes["id"], area.Attributes["name"], area.Attributes["rows"]) = (Id, Name, "4");
        // Browsers drop the first line break of the element: this one is theirs, what follows is the citizen's.
        area.InnerHtml.AppendHtml("\n").Append(Value);
        Write(output, area);
    }
}

/// <summary>A yes that stands alone, as a consent or a declaration, for a property of kind <see cref="bool"/>.</summary>
[HtmlTargetElement("it-checkbox", Attributes = "field", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-checkbox", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CheckboxTagHelper : FieldTagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        var described = Describe(input);
        input.AddCssClass("form-check-input");
        (input.Attributes["type"], input.Attributes["id"], input.Attributes["name"], input.Attributes["value"]) = ("checkbox", Id, Name, "true");
        if (string.Equals(Value, "true", StringComparison.OrdinalIgnoreCase)) input.Attributes["checked"] = "checked";
        foreach (var attribute in output.Attributes) input.Attributes[attribute.Name] = attribute.Value?.ToString();
        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Error is null ? "lb-field" : "lb-field lb-invalid");
        var label = new TagBuilder("label");
        label.AddCssClass("form-check-label");
        label.Attributes["for"] = Id;
        label.InnerHtml.Append(Label);
        var box = new TagBuilder("div");
        box.AddCssClass("form-check");
        box.InnerHtml.AppendHtml(input).AppendHtml(label);
        output.Content.AppendHtml(described).AppendHtml(box);
    }
}
