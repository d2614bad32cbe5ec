using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>
/// A <c>data-…</c> attribute that holds nothing is not written. Razor leaves out every other attribute that is null and writes these empty, and a script
/// that asks whether one is there would find it. Markers that never hold a value, as <c>data-upload-state</c>, stay.
/// </summary>
[HtmlTargetElement("*", Attributes = "data-*")]
public sealed class EmptyDataTagHelper : TagHelper
{
    /// <summary>Before those that move attributes elsewhere.</summary>
    public override int Order => int.MinValue;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        for (var i = output.Attributes.Count - 1; i >= 0; i--)
        {
            var attribute = output.Attributes[i];
            if (attribute.ValueStyle != HtmlAttributeValueStyle.Minimized && attribute.Name.StartsWith("data-", StringComparison.Ordinal)
                && string.IsNullOrEmpty(attribute.Value?.ToString()))
                output.Attributes.RemoveAt(i);
        }
    }
}
