using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class ArticlesFirst : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(name: "articles_first", schema: "tickets", table: "categories", type: "boolean", nullable: false, defaultValue: false);
            // Product usage, as shipped; one that a house has made of it since is theirs to switch.
            migrationBuilder.Sql("update tickets.categories set articles_first = true where id = 3 and name = 'Product usage'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn(name: "articles_first", schema: "tickets", table: "categories");
    }
}
