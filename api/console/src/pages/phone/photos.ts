const LONGEST_PX = 1600 // shows what is there, and goes over a poor line
const QUALITY = 0.8

/** A photograph as small as it may be; one that the browser cannot read goes as it is. */
export async function smaller(photo: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(photo)
    const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await new Promise((done) => canvas.toBlob((made) => done(made ?? photo), 'image/jpeg', QUALITY))
  } catch {
    return photo
  }
}
