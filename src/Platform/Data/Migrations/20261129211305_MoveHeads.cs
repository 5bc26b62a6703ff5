using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Platform.Data.Migrations
{
    /// <inheritdoc />
    public partial class MoveHeads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_moves_heads",
                schema: "platform",
                table: "moves",
                columns: new[] { "module", "into_id" },
                filter: "\"table\" = ''");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_moves_heads",
                schema: "platform",
                table: "moves");
        }
    }
}
