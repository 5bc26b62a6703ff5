using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class AskEveryContact : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "contacts",
                schema: "surveys",
                table: "waves",
                type: "text",
                nullable: false,
                defaultValue: "key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "contacts",
                schema: "surveys",
                table: "waves");
        }
    }
}
