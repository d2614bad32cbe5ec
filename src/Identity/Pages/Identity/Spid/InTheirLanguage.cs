using System.Globalization;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Liburia.Identity.Pages;

/// <summary>A page that providers send people to, at an address that knows no language.</summary>
internal interface ISpeaksTheirLanguage
{
    /// <summary>They came from an English page; known once the page has read the message.</summary>
    bool IsEnglish { get; }
}

/// <summary>Shows such a page, its frame included, in the language the person came with.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class InTheirLanguageAttribute : Attribute, IAsyncResultFilter
{
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        if (context.Controller is ISpeaksTheirLanguage { IsEnglish: true } && !Texts.IsEnglish) CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        await next();
    }
}
