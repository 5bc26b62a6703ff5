using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Public;

/// <summary>After an anonymous answer: a wish to be called, sent by itself and kept apart from the answer.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ContactPage : LinkPage
{
    /// <summary>We know who holds the link.</summary>
    public bool Known { get; private set; }

    public bool Missing { get; private set; }

    public string? Words { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Discreet();
        if (await Send(new WishContact.Query(Token)) is { } known) Known = known;
        else Unknown = true;
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync(string? words)
    {
        Discreet();
        if (await Send(new WishContact.Query(Token)) is not { } known)
        {
            Unknown = true;
            return Shown();
        }
        (Known, Words) = (known, words);
        if (!known && string.IsNullOrWhiteSpace(words))
        {
            Missing = true;
            Response.StatusCode = 422;
            return Page();
        }
        await Send(new WishContact.Command(Token, words));
        Said = true;
        return Page();
    }
}
