using System.Globalization;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>
/// What every field does by itself: its id, name and value come from <c>for</c>; its error from the model state; hint and error
/// are announced with the control. Values that were sent and refused are kept.
/// </summary>
public abstract class FieldTagHelper : TagHelper
{
    /// <summary>The property the field belongs to.</summary>
    [HtmlAttributeName("for")]
    public ModelExpression? For { get; set; }

    /// <summary>Name of a field that is no property: a question of a procedure's model.</summary>
    public string? Field { get; set; }

    /// <summary>What such a field holds until something is sent.</summary>
    public string? Given { get; set; }

    /// <summary>The handler its form is sent to, where several forms of a page have a field of this name: what was sent and what was wrong with it show in that form alone.</summary>
    public string? Of { get; set; }

    /// <summary>The question, above the control.</summary>
    public string Label { get; set; } = "";

    /// <summary>How to answer, below the label.</summary>
    public string? Hint { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Init(TagHelperContext context)
    {
        if (IsSent) Unsent.Drawn(ViewContext.HttpContext, Name);
    }

    protected string Name => Field ?? For!.Name;

    private string Handler => ViewContext.HttpContext.Request.Query["handler"].ToString();

    private bool IsSent => Of is null || string.Equals(Handler, Of, StringComparison.OrdinalIgnoreCase);

    /// <summary>Each control has its own, or a label would belong to another form's; the one that was sent has the name's, to which the error summary leads.</summary>
    protected string Id => (IsSent ? "" : Of + "-") + TagBuilder.CreateSanitizedId(Name, "_");

    protected string? Error => IsSent && ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    protected string Value => !IsSent && Handler.Length > 0 ? Given ?? ""
        : ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is { } attempted ? attempted : Given ?? Convert.ToString(For?.Model, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Label, hint, error and the control, in the order they are read.</summary>
    protected void Write(TagHelperOutput output, TagBuilder control)
    {
        var described = Describe(control);
        foreach (var attribute in output.Attributes) control.Attributes[attribute.Name] = attribute.Value?.ToString();
        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Error is null ? "lb-field" : "lb-field lb-invalid");
        var label = new TagBuilder("label");
        label.AddCssClass("form-label");
        label.Attributes["for"] = Id;
        label.InnerHtml.Append(Label);
        output.Content.AppendHtml(label).AppendHtml(described).AppendHtml(control);
    }

    /// <summary>Hint and error, tied to the control by <c>aria-describedby</c>.</summary>
    protected IHtmlContent Describe(TagBuilder control)
    {
        var parts = new HtmlContentBuilder();
        var ids = new List<string>();
        if (!string.IsNullOrEmpty(Hint)) ids.Add(Part(parts, "hint", "form-text", Hint));
        if (Error is { } error)
        {
            ids.Add(Part(parts, "error", "invalid-feedback", error));
            control.Attributes["aria-invalid"] = "true";
        }
        if (ids.Count > 0) control.Attributes["aria-describedby"] = string.Join(' ', ids);
        return parts;
    }

    private string Part(HtmlContentBuilder parts, string kind, string css, string text)
    {
        var part = new TagBuilder("span");
        part.AddCssClass(css);
        part.Attributes["id"] = $"{Id}-{kind}";
        part.InnerHtml.Append(text);
        parts.AppendHtml(part);
        return $"{Id}-{kind}";
    }
}

/// <summary>A line of text. Other attributes (<c>inputmode</c>, <c>maxlength</c>, <c>autocomplete</c>) pass to the control.</summary>
[HtmlTargetElement("it-input", Attributes = "field", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-input", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class InputTagHelper : FieldTagHelper
{
    public string Type { get; set; } = "text";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass(Error is null ? "form-control" : "form-control is-invalid");
        (input.Attributes["id"], input.Attributes["name"], input.Attributes["type"], input.Attributes["value"]) = (Id, Name, Type, Type == "password" ? "" : Value);
        Write(output, input);
    }
}

/// <summary>A choice from a list; the first entry asks to choose.</summary>
[HtmlTargetElement("it-select", Attributes = "field", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-select", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SelectTagHelper : FieldTagHelper
{
    public IEnumerable<SelectListItem> Items { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var select = new TagBuilder("select");
        select.AddCssClass(Error is null ? "form-select" : "form-select is-invalid");
        (select.Attributes["id"], select.Attributes["name"]) = (Id, Name);
        foreach (var item in Items.Prepend(new SelectListItem(Say.T("Scegli…", "Choose…"), "")))
        {
            var option = new TagBuilder("option");
            option.Attributes["value"] = item.Value;
            if (item.Value == Value) option.Attributes["selected"] = "selected";
            option.InnerHtml.Append(item.Text);
            select.InnerHtml.AppendHtml(option);
        }
        Write(output, select);
    }
}

/// <summary>A file; the form needs <c>enctype="multipart/form-data"</c>.</summary>
[HtmlTargetElement("it-file", Attributes = "field", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-file", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FileTagHelper : FieldTagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass(Error is null ? "form-control" : "form-control is-invalid");
        (input.Attributes["id"], input.Attributes["name"], input.Attributes["type"]) = (Id, Name, "file");
        Write(output, input);
    }
}

/// <summary>A question with a few answers. On a question page the legend is the heading of the page.</summary>
[HtmlTargetElement("it-radios", Attributes = "for")]
[HtmlTargetElement("it-radios", Attributes = "field")]
public sealed class RadiosTagHelper : GroupTagHelper
{
    public string Legend { get; set; } = "";

    public bool Heading { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        context.Items[typeof(RadiosTagHelper)] = new RadioGroup(Name, Id, Value);
        await WriteAsync(output, Legend, Heading);
    }
}

/// <summary>A question whose answers are several controls: legend, hint and error belong to the group.</summary>
public abstract class GroupTagHelper : FieldTagHelper
{
    protected async Task WriteAsync(TagHelperOutput output, string legend, bool heading)
    {
        var group = new TagBuilder("fieldset");
        var described = Describe(group);
        // A group has no state of its own: its description says that it is invalid.
        foreach (var (name, value) in group.Attributes) if (name != "aria-invalid") output.Attributes.SetAttribute(name, value);
        var answers = await output.GetChildContentAsync();
        output.TagName = "fieldset";
        output.Attributes.SetAttribute("class", Error is null ? "lb-choices" : "lb-choices lb-invalid");
        output.PreContent.AppendHtml(heading ? "<legend><h1>" : "<legend>").Append(legend).AppendHtml(heading ? "</h1></legend>" : "</legend>").AppendHtml(described);
        output.Content.SetHtmlContent(answers);
    }
}

internal sealed class RadioGroup(string name, string id, string value, string type = "radio")
{
    private int count;
    public string Name => name;
    public string Type => type;
    public bool Has(string answer) => answer.Length > 0 && (type == "radio" ? value == answer : value.Split('\n', ',').Contains(answer));
    /// <summary>The first answer bears the field's own id, so that the error summary's link reaches it.</summary>
    public string NextId() => count++ == 0 ? id : $"{id}-{count}";
}

/// <summary>One answer of <c>it-radios</c> or <c>it-checks</c>.</summary>
[HtmlTargetElement("it-radio", ParentTag = "it-radios", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("it-check", ParentTag = "it-checks", TagStructure = TagStructure.WithoutEndTag)]
public sealed class RadioTagHelper : TagHelper
{
    public string Value { get; set; } = "";
    public string Label { get; set; } = "";
    public string? Hint { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var group = (RadioGroup)context.Items[typeof(RadiosTagHelper)];
        var id = group.NextId();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "form-check");
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass("form-check-input");
        (input.Attributes["type"], input.Attributes["id"], input.Attributes["name"], input.Attributes["value"]) = (group.Type, id, group.Name, Value);
        if (group.Has(Value)) input.Attributes["checked"] = "checked";
        var label = new TagBuilder("label");
        label.AddCssClass("form-check-label");
        label.Attributes["for"] = id;
        label.InnerHtml.Append(Label);
        if (!string.IsNullOrEmpty(Hint))
        {
            var hint = new TagBuilder("span");
            hint.AddCssClass("form-text");
            hint.InnerHtml.Append(Hint);
            label.InnerHtml.AppendHtml(hint);
        }
        output.Content.AppendHtml(input).AppendHtml(label);
    }
}

/// <summary>A question with several answers at once; its value holds one a line.</summary>
[HtmlTargetElement("it-checks", Attributes = "field")]
public sealed class ChecksTagHelper : GroupTagHelper
{
    public string Legend { get; set; } = "";

    public bool Heading { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        context.Items[typeof(RadiosTagHelper)] = new RadioGroup(Name, Id, Value, "checkbox");
        await WriteAsync(output, Legend, Heading);
    }
}

/// <summary>All errors of the page, first and focused, each a link to its field. Shows nothing when there is none.</summary>
[HtmlTargetElement("it-error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.ModelState.IsValid)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        foreach (var (name, value) in new[] { ("class", "lb-errors"), ("id", "errori"), ("role", "alert"), ("tabindex", "-1"), ("autofocus", "autofocus") }) output.Attributes.SetAttribute(name, value);
        output.Content.AppendHtml("<h2>").Append(Say.T("Controlla questi dati", "Check these answers")).AppendHtml("</h2><ul>");
        foreach (var (key, entry) in ViewContext.ModelState)
            foreach (var error in entry!.Errors)
            {
                output.Content.AppendHtml("<li>");
                if (key.Length == 0) output.Content.Append(error.ErrorMessage);
                else
                {
                    var link = new TagBuilder("a");
                    link.Attributes["href"] = "#" + TagBuilder.CreateSanitizedId(key, "_");
                    link.InnerHtml.Append(error.ErrorMessage);
                    output.Content.AppendHtml(link);
                }
                output.Content.AppendHtml("</li>");
            }
        output.Content.AppendHtml("</ul>");
    }
}
