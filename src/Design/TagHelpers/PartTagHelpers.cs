using Liburia.Platform.Language;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>An icon of the sprite, decorative: the word beside it says the same.</summary>
[HtmlTargetElement("it-icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Icon(Name));
    }

    internal static IHtmlContent Icon(string name)
    {
        var svg = new TagBuilder("svg");
        svg.AddCssClass("icon");
        (svg.Attributes["aria-hidden"], svg.Attributes["focusable"]) = ("true", "false");
        var use = new TagBuilder("use");
        use.Attributes["href"] = $"/assets/lib/sprite.svg#{name}";
        svg.InnerHtml.AppendHtml(use);
        return svg;
    }
}

/// <summary>The button that sends the form. Kinds: primary, secondary, danger, link.</summary>
[HtmlTargetElement("it-button")]
public sealed class ButtonTagHelper : TagHelper
{
    public string Kind { get; set; } = "primary";
    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "button";
        output.Attributes.SetAttribute("type", "submit");
        var css = Kind switch { "secondary" => "btn btn-outline-primary", "danger" => "btn btn-danger", "link" => "btn btn-link", _ => "btn btn-primary" };
        output.Attributes.SetAttribute("class", output.Attributes.TryGetAttribute("class", out var more) ? $"{css} {more.Value}" : css);
        if (Icon is not null) output.PreContent.AppendHtml(IconTagHelper.Icon(Icon));
    }
}

/// <summary>Something to notice: info, success, warning, danger, each with icon and word.</summary>
[HtmlTargetElement("it-callout")]
public sealed class CalloutTagHelper : TagHelper
{
    public string Kind { get; set; } = "info";
    public string Title { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", $"callout lb-{Kind}");
        var icon = Kind switch { "success" => "it-check-circle", "warning" => "it-warning-circle", "danger" => "it-close-circle", _ => "it-info-circle" };
        output.PreContent.AppendHtml("<p class=\"callout-title\">").AppendHtml(IconTagHelper.Icon(icon)).AppendHtml("<span>").Append(Title).AppendHtml("</span></p>");
    }
}

/// <summary>A status: icon and word, never colour alone.</summary>
[HtmlTargetElement("it-chip")]
public sealed class ChipTagHelper : TagHelper
{
    public string Kind { get; set; } = "info";
    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.Attributes.SetAttribute("class", $"chip lb-{Kind}");
        if (Icon is not null) output.PreContent.AppendHtml(IconTagHelper.Icon(Icon));
    }
}

/// <summary>A list of facts, one row each.</summary>
[HtmlTargetElement("it-summary")]
public sealed class SummaryTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "dl";
        output.Attributes.SetAttribute("class", "lb-summary");
    }
}

/// <summary>A fact of <c>it-summary</c>, with the way to change it.</summary>
[HtmlTargetElement("it-row")]
public sealed class RowTagHelper : TagHelper
{
    public string Label { get; set; } = "";
    public string? ChangeHref { get; set; }
    /// <summary>What the link changes, for who hears it out of context.</summary>
    public string? ChangeLabel { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "lb-row");
        output.PreContent.AppendHtml("<dt>").Append(Label).AppendHtml("</dt><dd>");
        output.PostContent.AppendHtml("</dd>");
        if (ChangeHref is null) return;
        var link = new TagBuilder("a");
        link.Attributes["href"] = ChangeHref;
        link.Attributes["aria-label"] = ChangeLabel ?? Label;
        link.InnerHtml.Append(Say.T("Modifica", "Change"));
        output.PostContent.AppendHtml("<dd>").AppendHtml(link).AppendHtml("</dd>");
    }
}

/// <summary>Where one is in a journey: «Passo 2 di 5: Quale certificato».</summary>
[HtmlTargetElement("it-steps", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StepsTagHelper : TagHelper
{
    public int Current { get; set; }
    public int Total { get; set; }
    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "steppers-header");
        output.Content.AppendHtml("<p>").Append(Say.T($"Passo {Current} di {Total}: {Label}", $"Step {Current} of {Total}: {Label}")).AppendHtml("</p><ol class=\"lb-steps\" aria-hidden=\"true\">");
        for (var i = 1; i <= Total; i++) output.Content.AppendHtml(i <= Current ? "<li class=\"done\"></li>" : "<li></li>");
        output.Content.AppendHtml("</ol>");
    }
}

/// <summary>Nothing to show: why, and what to do first.</summary>
[HtmlTargetElement("it-empty")]
public sealed class EmptyTagHelper : TagHelper
{
    public string Title { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "lb-empty");
        output.PreContent.AppendHtml("<p class=\"h5\">").Append(Title).AppendHtml("</p>");
    }
}
