using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>From this desk to that of another Comune where the same person, by tax code, has an account: a code for the browser that asked there.</summary>
[Permission(IdentityModule.Self)]
internal sealed class SwitchModel(AppDb db, Visitor visitor, StaffDoor door, StaffAccounts accounts) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "comune")] string? slug, [FromQuery(Name = "n")] string? nonce, [FromQuery(Name = "ritorno")] string? path)
    {
        var wish = new StaffWish(slug ?? "", path ?? "/desk", nonce ?? "");
        if (!door.Knows(wish)) return NotFound();
        var taxCode = await db.Set<StaffMember>().AsNoTracking().Where(s => s.Id == visitor.StaffId).Select(s => s.TaxCode).FirstAsync();
        // Where there is no account the other desk's own door says so.
        if (taxCode is null || await accounts.FindAsync(wish.Slug, taxCode) is not { } account) return Redirect(door.EntryOf(wish));
        return Redirect(await door.PassAsync(wish, account, "switch"));
    }
}
