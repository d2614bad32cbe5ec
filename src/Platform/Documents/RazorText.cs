using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;

namespace Liburia.Platform.Documents;

/// <summary>Renders a Razor view to text outside a request: letters and certificates are templates like pages are.</summary>
public sealed class RazorText(IRazorViewEngine engine, ITempDataProvider tempData, IServiceProvider services)
{
    /// <param name="path">The view's path, e.g. <c>/Pages/Registry/Certificates/Paper.cshtml</c>.</param>
    /// <exception cref="InvalidOperationException">No such view.</exception>
    public async Task<string> RenderAsync<TModel>(string path, TModel model)
    {
        var found = engine.GetView(null, path, isMainPage: true);
        if (!found.Success) throw new InvalidOperationException($"No view {path}.");
        var http = new DefaultHttpContext { RequestServices = services };
        var action = new ActionContext(http, new RouteData(), new ActionDescriptor());
        await using var text = new StringWriter();
        var data = new ViewDataDictionary<TModel>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = model };
        var view = new ViewContext(action, found.View, data, new TempDataDictionary(http, tempData), text, new HtmlHelperOptions());
        await found.View.RenderAsync(view);
        return text.ToString();
    }
}
