using Crm.Customers.Data;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Interactions;

/// <summary>A file of an interaction, for whoever may read the customer.</summary>
[Needs("customers.read")]
internal static class OpenInteractionFile
{
    public sealed record Query(long InteractionId, Guid FileId) : IRequest<OpenFile>;

    public sealed class Handler(CustomersDb db, IFiles files, CurrentUser user) : IRequestHandler<Query, OpenFile>
    {
        public async Task<OpenFile> Handle(Query query, CancellationToken ct)
        {
            var customer = await db.Interactions.Where(i => i.Id == query.InteractionId && i.FileIds.Contains(query.FileId)).Select(i => (long?)i.CustomerId).SingleOrDefaultAsync(ct)
                ?? throw new MissingException("File", query.FileId);
            await db.MustRead(user, customer, ct);
            return await files.Open(query.FileId, ct) ?? throw new MissingException("File", query.FileId);
        }
    }
}

[Needs("customers.read")]
internal sealed class FilePage : CrmPage
{
    public async Task<IActionResult> OnGetAsync(long id, Guid file) => FileResults.Attachment(Response, await Send(new OpenInteractionFile.Query(id, file)), inline: true);
}
