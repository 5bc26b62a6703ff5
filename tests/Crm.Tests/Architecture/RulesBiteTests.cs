using System.Reflection;
using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Users;
using Crm.Tests.Architecture.Bad.Domain;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Architecture
{
    /// <summary>Each rule is shown something that breaks it, and must say so: a rule that cannot fail proves nothing.</summary>
    public sealed class RulesBiteTests
    {
        [Fact]
        public void References() => Assert.Contains("Crm.Tests refers to Crm.Host", Rules.References(typeof(RulesBiteTests).Assembly, "Crm.Contracts", "Crm.Platform"));

        [Fact]
        public void Exports() => Assert.Single(Rules.Exports([typeof(RulesBiteTests), typeof(Crm.Customers.CustomersModule)]));

        [Fact]
        public void ContractShapes()
        {
            Assert.Single(Rules.ContractShapes([typeof(RulesBiteTests.PlainClass), typeof(CustomerRegistered), typeof(CustomerKind)]));
            Assert.Contains(Rules.ContractShapes([typeof(ContractOfHttp)]), b => b.Contains(nameof(HttpContext), StringComparison.Ordinal));
        }

        [Fact]
        public void Acquaintances()
        {
            Assert.Single(Rules.Acquaintances("tickets", [typeof(Stranger)], []));
            Assert.Single(Rules.Acquaintances("tickets", [typeof(Stranger)], ["Customers", "Loyalty"]));
            Assert.Empty(Rules.Acquaintances("tickets", [typeof(Stranger)], ["Customers"]));
            Assert.Empty(Rules.Acquaintances("customers", [typeof(Stranger)], []));
        }

        [Fact]
        public void ContextsThatRemember() => Assert.Single(Rules.Remembering([typeof(BadDb)]));

        [Fact]
        public void SchemasAndCustomers()
        {
            var model = Product.ModelOf(typeof(BadDb));
            Assert.Contains(Rules.Schemas(model, "bad"), b => b.Contains("lies in elsewhere", StringComparison.Ordinal));
            Assert.Contains(Rules.Schemas(model, "bad"), b => b.Contains("foreign key into elsewhere", StringComparison.Ordinal));
            Assert.Equal(3, Rules.CustomersForgotten("bad", model, []).Count());
            Assert.Equal(2, Rules.CustomersForgotten("bad", model, [typeof(CustomerMerged)]).Count());
            Assert.Empty(Rules.CustomersForgotten("bad", model, [typeof(CustomerMerged), typeof(CustomerUnmerged), typeof(CustomerErased)]));
        }

        [Theory]
        [InlineData("var now = DateTime" + ".Now;")]
        [InlineData("at = DateTimeOffset" + ".UtcNow.AddDays(1)")]
        [InlineData("if (day == DateTime" + ".Today)")]
        public void Clocks(string line) => Assert.Single(Rules.Clocks("x.cs", [line, "clock.GetUtcNow()", "// never DateTime" + ".Now"]));

        [Fact]
        public void Paths() => Assert.Single(Rules.SamePaths([("A", "/Features/X.cshtml"), ("B", "/Features/X.cshtml"), ("B", "/Features/Y.cshtml"), ("A", "/Features/_ViewImports.cshtml"), ("B", "/Features/_ViewImports.cshtml")]));

        [Fact]
        public void Routes()
        {
            Assert.Single(Rules.SameRoutes([Endpoint("/tickets/{id:long}"), Endpoint("tickets/{other:long}/")]));
            Assert.Empty(Rules.SameRoutes([Endpoint("/tickets/{id:long}"), Endpoint("/tickets/{name}"), Endpoint("/tickets/new")]));
            Assert.Single(Rules.Unguarded([Endpoint("/open"), Endpoint("/closed", new NeedsAttribute("tickets.read"))]));
            Assert.Single(Rules.Unguarded([Endpoint("/signed-in", new Microsoft.AspNetCore.Authorization.AuthorizeAttribute()), Endpoint("/api/v1/signed-in", new Microsoft.AspNetCore.Authorization.AuthorizeAttribute())]));
        }

        [Fact]
        public void PagesAndUseCases()
        {
            Assert.Single(Rules.UnguardedPages([typeof(BadPage)]));
            Assert.Contains(Rules.PageModels([typeof(BadPage)]), b => b.Contains(nameof(BadDb), StringComparison.Ordinal));
            Assert.Contains(Rules.PageModels([typeof(BadPage)]), b => b.Contains(nameof(BadEntity), StringComparison.Ordinal));
            Assert.Single(Rules.UnguardedUseCases([typeof(BadUseCase.Command)]));
            Assert.Single(Rules.Handlers([typeof(BadUseCase.Command)]));
            Assert.Single(Rules.HandlersCallingHandlers([typeof(BadUseCase.Handler)]));
            Assert.NotEmpty(Rules.HandlersOfHttp([typeof(BadUseCase.Handler)]));
            Assert.Single(Rules.UnknownRights([typeof(Asking)], ["tickets.read"]));
        }

        [Fact]
        public void Domain()
        {
            var broken = Rules.DomainPurity([typeof(BadEntity)]).ToList();
            Assert.Contains(broken, b => b.Contains(nameof(TimeProvider), StringComparison.Ordinal));
            Assert.Contains(broken, b => b.Contains(nameof(HttpContext), StringComparison.Ordinal));
            Assert.Contains(broken, b => b.Contains("EntityFrameworkQueryable", StringComparison.Ordinal));
        }

        static RouteEndpoint Endpoint(string pattern, params object[] metadata) => new(_ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), 0, new EndpointMetadataCollection(metadata), pattern);

        internal sealed class PlainClass;

        internal sealed record ContractOfHttp(HttpContext Context);

        internal sealed class Stranger
        {
            // Seen only inside the closure of an async method: the reader of method bodies has to go there.
            public static async Task<int> Visit(ICustomerDirectory customers)
            {
                await Task.Yield();
                return "x".Count(_ => customers is not null);
            }
        }

        internal sealed class BadDb(DbContextOptions<BadDb> options) : ModuleDb(options)
        {
            public override string Schema => "bad";

            public HashSet<long> Seen { get; } = [];

            protected override void Map(ModelBuilder model)
            {
                model.Entity<BadEntity>().ToTable("strays", "elsewhere");
                model.Entity<Child>().HasOne<BadEntity>().WithMany().HasForeignKey(c => c.ParentId);
            }
        }

        internal sealed class Child : Entity
        {
            public long ParentId { get; init; }
            public long CustomerId { get; init; }
        }

        internal sealed class BadPage(BadDb db) : PageModel
        {
            public async Task<object?> OnGetAsync() => await db.Set<BadEntity>().FirstOrDefaultAsync();
        }

        [Needs("tickets.fly")]
        internal sealed class Asking;

        internal static class BadUseCase
        {
            internal sealed record Command : IRequest<Unit>;

            internal abstract class Handler(IMediator mediator, IHttpContextAccessor http) : IRequestHandler<Command, Unit>
            {
                public async Task<Unit> Handle(Command request, CancellationToken cancellationToken) => http.HttpContext is null ? Unit.Value : await mediator.Send(request, cancellationToken);
            }
        }
    }
}

namespace Crm.Tests.Architecture.Bad.Domain
{
    internal sealed class BadEntity : Entity
    {
        public static DateTimeOffset When(TimeProvider clock, IQueryable<BadEntity> rows) => rows.AsNoTracking().Any() ? clock.GetUtcNow() : default;

        public static Func<HttpContext, string> Where() => context => context.Request.Path;
    }
}
