using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Procedures.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Apply;

/// <summary>
/// A file in pieces, for whoever's line breaks: <c>POST</c> with the file's name, length and SHA-256 answers how many of its bytes are here already; with a
/// piece and its offset it keeps it. What is refused says why, with status 400. The page works without: the whole file goes with the form.
/// </summary>
[Citizen, RequestSizeLimit(PiecePage.LargestRequest)]
internal sealed class PieceModel(ApplicationJourney journey, UploadDesk uploads, AppDb db) : PiecePage(journey, uploads, db);

/// <summary>The same for papers scanned in at the counter.</summary>
[Permission(ProceduresModule.Work), RequestSizeLimit(PiecePage.LargestRequest)]
internal sealed class CounterPieceModel(ApplicationJourney journey, UploadDesk uploads, AppDb db) : PiecePage(journey, uploads, db);

internal abstract class PiecePage(ApplicationJourney journey, UploadDesk uploads, AppDb db) : PageModel
{
    public const int LargestRequest = UploadDesk.PieceSize + (64 * 1024);

    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(
        string slug, Guid draft, string step, [FromForm] string question, [FromForm] string name, [FromForm] long length, [FromForm] string? sha256,
            [FromForm] long? offset, IFormFile? piece)
    {
        if (!await journey.LoadAsync(slug, draft) || journey.Draft.SubmittedCaseId is not null || journey.Find(step) is not { } page) return NotFound();
        if (page.Page.Questions.FirstOrDefault(q => q.Is(QuestionKinds.File) && page.Name(q) == question) is not { } asked) return NotFound();
        await journey.ChangeAsync();
        try
        {
            var upload = await uploads.BeginAsync(draft, asked, question, name ?? "", length, sha256);
            // The last piece may come again when its answer was lost.
            if (piece is not null && offset is { } at && !upload.IsWhole)
            {
                if (piece.Length > UploadDesk.PieceSize)
                    throw new RuleBroken(question, new("il pezzo è troppo grande: ricarica la pagina.", "the piece is too large: reload the page."));
                await using var content = piece.OpenReadStream();
                await uploads.PieceAsync(upload, asked, at, content);
            }
            await db.SaveChangesAsync();
            return new JsonResult(new { received = upload.Received, whole = upload.IsWhole });
        }
        catch (RuleBroken refused)
        {
            // What is refused leaves no row; the answer says why beside the field.
            await db.SaveChangesAsync();
            return new JsonResult(new { error = refused.Text.ToString() }) { StatusCode = StatusCodes.Status400BadRequest };
        }
    }
}
