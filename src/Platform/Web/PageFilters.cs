using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>
/// Refuses by default: a page without a declared audience, a citizen's page to a stranger, a desk page without its permission, a way of asking that
/// the page does not have. Who knocks at a door that is not theirs is written down.
/// </summary>
internal sealed class AccessFilter : IAsyncPageFilter, IOrderedFilter
{
    public int Order => -1000;

    public async Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => await Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var visitor = context.HttpContext.RequestServices.GetRequiredService<Visitor>();
        if (Judge(context.HttpContext) is { } refusal)
        {
            if (refusal is LocalRedirectResult && visitor.Formerly is { } owner && HttpMethods.IsPost(context.HttpContext.Request.Method)) await HeldForm.KeepAsync(context.HttpContext, owner);
            context.Result = refusal;
            await NoteAsync(context.HttpContext, refusal);
            return;
        }
        if (context.HandlerMethod is null && !IsShown(context))
        {
            context.Result = new StatusCodeResult(IsLook(context.HttpContext) ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed);
            return;
        }
        if (visitor.Kind != VisitorKind.Anonymous) HeldForm.Restore(context.HttpContext, visitor, context.ModelState);
        await NoteAsync(context.HttpContext, (await next()).Result);
    }

    private static bool IsLook(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    /// <summary>A page that needs nothing to be filled, or the one that explains another's failure; any other would be drawn empty.</summary>
    private static bool IsShown(PageHandlerExecutingContext context) => context.ActionDescriptor.HandlerMethods.Count == 0 && (IsLook(context.HttpContext)
        || context.HttpContext.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodeReExecuteFeature>() is not null || context.HttpContext.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>() is not null);

    /// <summary>One audit row for somebody known who is refused, or asks by its id for something that is not there for them.</summary>
    private static async Task NoteAsync(HttpContext http, IActionResult? result)
    {
        var visitor = http.RequestServices.GetRequiredService<Visitor>();
        if (visitor.Kind == VisitorKind.Anonymous || result is not StatusCodeResult { StatusCode: StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound } refused) return;
        if (refused.StatusCode == StatusCodes.Status404NotFound && !http.Request.RouteValues.Values.Any(value => Guid.TryParse(value?.ToString(), out _))) return;
        http.RequestServices.GetRequiredService<Refusals>().Count(http.RequestServices.GetRequiredService<Tenant>().Municipality.Slug, visitor.Key);
        // What the refused page may have begun is not to be stored with it.
        http.RequestServices.GetRequiredService<AppDb>().ChangeTracker.Clear();
        var audit = http.RequestServices.GetRequiredService<AuditTrail>();
        audit.Forget();
        await http.RequestServices.GetRequiredService<Writing>().RunAsync(() =>
        {
            var path = http.Request.Path.Value!;
            audit.Note(refused.StatusCode == StatusCodes.Status403Forbidden ? "access.refused" : "access.unknown", "page", new { path = CleanText.Of(path).Cut(300), http.Request.Method, who = visitor.Key, address = http.Connection.RemoteIpAddress?.ToString() });
            return Task.FromResult(true);
            // Also for whoever does not wait for the answer.
        }, CancellationToken.None);
    }

    private static IActionResult? Judge(HttpContext http)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<PublicAttribute>() is not null) return null;
        var visitor = http.RequestServices.GetRequiredService<Visitor>();
        var door = http.RequestServices.GetRequiredService<IDoor>();
        var here = http.Request.Path + http.Request.QueryString;
        if (metadata?.GetMetadata<CitizenAttribute>() is { } citizen)
        {
            if (!visitor.IsCitizen) return new LocalRedirectResult(door.ForCitizens(here));
            return (visitor.HasLostMandate && !citizen.Chooses) || (citizen.OnlyForOneself && visitor.Mandate is { } mandate && !(citizen.AlsoForWards && mandate.IsByLaw)) ? new LocalRedirectResult(door.ForPrincipals(here)) : null;
        }
        if (metadata?.GetMetadata<PermissionAttribute>() is not { } asked) return new StatusCodeResult(StatusCodes.Status403Forbidden);
        if (!visitor.IsStaff) return visitor.IsCitizen ? new StatusCodeResult(StatusCodes.Status403Forbidden) : new LocalRedirectResult(door.ForStaff(here));
        return visitor.Can(asked.Name) ? null : new StatusCodeResult(StatusCodes.Status403Forbidden);
    }
}

/// <summary>
/// Opens the transaction of every POST. It commits only when the handler threw nothing, the model is valid and the answer is
/// neither a page nor an error status; otherwise nothing stays. Broken rules become errors beside their field, status 400; who was overtaken
/// by another's change sees it on the page, status 409.
/// </summary>
internal sealed class WriteFilter : IAsyncPageFilter, IOrderedFilter
{
    public int Order => -900;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        // The page that explains a failure writes nothing: what it would write to may be what has failed.
        if (!HttpMethods.IsPost(http.Request.Method) || http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>() is not null)
        {
            await next();
            // The answer is still to be written, to whoever may read it slowly.
            if (!http.RequestServices.GetRequiredService<Tenant>().IsAccessPoint) await http.RequestServices.GetRequiredService<AppDb>().LetGoAsync();
            return;
        }
        if (http.RequestServices.GetRequiredService<Tenant>().IsAccessPoint)
        {
            await next();
            return;
        }
        PageHandlerExecutedContext? executed = null;
        var overtaken = false;
        try
        {
            await http.RequestServices.GetRequiredService<Writing>().RunAsync(async () =>
            {
                executed = await next();
                if (executed.Exception is not null) return false;
                return http.Items.ContainsKey(Keep.Answer) || (context.ModelState.IsValid && IsAnswer(executed.Result));
            }, http.RequestAborted);
            overtaken = executed!.Exception is { } fault && Faults.IsOvertaken(fault);
        }
        catch (DbUpdateException fault) when (context.HandlerInstance is PageModel and IRestorable && Faults.IsOvertaken(fault))
        {
            overtaken = true;
        }
        if (overtaken && context.HandlerInstance is PageModel late and IRestorable shown)
        {
            // What somebody else did in the same moment stays; who came second sees it, with what they had typed.
            executed!.ExceptionHandled = true;
            KeepWritten(http, late);
            late.ModelState.AddModelError("", Say.T("Nello stesso momento qualcun altro ha cambiato la stessa cosa, e non è stato salvato nulla di tuo. Qui vedi com'è adesso: se va ancora bene, manda di nuovo.", "Somebody else changed the same thing in the same moment, and nothing of yours was saved. This is how it is now: if it is still right, send again."));
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            await shown.RestoreAsync();
            executed.Result = late.Page();
            return;
        }
        if (executed!.Exception is RuleBroken broken && context.HandlerInstance is PageModel page)
        {
            executed.ExceptionHandled = true;
            KeepWritten(http, page);
            page.ModelState.AddModelError(broken.Property, broken.Text.ToString());
            if (page is IRestorable restorable) await restorable.RestoreAsync();
            executed.Result = page.Page();
        }
        else if (executed.Exception is IdempotencyConflict)
        {
            executed.ExceptionHandled = true;
            executed.Result = new StatusCodeResult(StatusCodes.Status422UnprocessableEntity);
        }
        else if (executed is { Exception: null, Canceled: false, Result: not (PageResult or StatusCodeResult or ObjectResult or FirstThere) } && !context.ModelState.IsValid && !http.Items.ContainsKey(Keep.Answer) && context.HandlerInstance is PageModel unread and IRestorable again)
        {
            // A field could not be read, and what the handler did without it was undone: that is said where one was, not passed over.
            KeepWritten(http, unread);
            await again.RestoreAsync();
            executed.Result = unread.Page();
        }
        if (executed.Result is PageResult && !context.ModelState.IsValid) http.Response.StatusCode = http.Response.StatusCode == 200 ? StatusCodes.Status400BadRequest : http.Response.StatusCode;
    }

    /// <summary>Fields that are no properties of the page are shown as they were sent, too.</summary>
    private static void KeepWritten(HttpContext http, PageModel page)
    {
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IFormFeature>()?.Form is not { } form) return;
        foreach (var (name, value) in form)
            if (!name.StartsWith("__", StringComparison.Ordinal) && !page.ModelState.ContainsKey(name)) page.ModelState.ShowAgain(name, value.ToString());
    }

    private static bool IsAnswer(IActionResult? result) => result switch
    {
        null or PageResult => false,
        StatusCodeResult status => status.StatusCode < 400,
        ObjectResult { StatusCode: >= 400 } => false,
        _ => true,
    };
}

/// <summary>Leads to the page that has to come first; whatever was sent, right or wrong, nothing of this one is shown.</summary>
public sealed class FirstThere(string path) : LocalRedirectResult(path);

/// <summary>A page that reads what it shows again after a broken rule undid its transaction.</summary>
public interface IRestorable
{
    Task RestoreAsync();
}

/// <summary>Marks a handler whose page is to be committed although it is a page: a counted wrong guess, a recorded look.</summary>
public static class Keep
{
    public static readonly object Answer = new();
}
